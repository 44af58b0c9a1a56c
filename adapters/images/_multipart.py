"""A multipart/form-data body in one piece, so that its length is known before it is sent (RFC 7578)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from adapters.images._calls import Part


def encode(parts: Sequence[Part]) -> tuple[bytes, str]:
    """(body, content type). The boundary is made from the content, so the same form is the same bytes."""
    values = [part.value if isinstance(part.value, bytes) else part.value.encode() for part in parts]
    boundary = hashlib.sha256(b"\0".join(values)).hexdigest()[:32]
    lines: list[bytes] = []
    for part, value in zip(parts, values, strict=True):
        lines += [b"--" + boundary.encode(), _disposition(part)]
        if part.media_type:
            lines.append(f"Content-Type: {part.media_type}".encode())
        lines += [b"", value]
    lines += [f"--{boundary}--".encode(), b""]
    return b"\r\n".join(lines), f"multipart/form-data; boundary={boundary}"


def _disposition(part: Part) -> bytes:
    filename = f'; filename="{_quoted(part.filename)}"' if part.filename else ""
    return f'Content-Disposition: form-data; name="{_quoted(part.name)}"{filename}'.encode()


def _quoted(name: str) -> str:
    return name.replace("\\", "%5C").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
