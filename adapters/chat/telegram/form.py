"""A call as a form: what the Bot API reads (https://core.telegram.org/bots/api#making-requests), as it lies in memory.

The libraries' own forms are built part by part for streams of unknown length; ours are in memory already, and a quarter of what a
call cost went there.
"""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from urllib.parse import urlencode


def encoded(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> tuple[list[bytes], str]:
    """The body in pieces, a file's bytes among them as they are, and its content type. `files`: name and bytes by field."""
    if not files:
        return [urlencode(fields).encode()], "application/x-www-form-urlencoded"
    boundary = token_hex(16)
    words = "".join(f"{_head(boundary, field)}{value}\r\n" for field, value in fields.items())
    pieces: list[bytes] = []
    for field, (name, data) in files.items():
        pieces += [f"{words}{_head(boundary, field, name)}".encode(), data]
        words = "\r\n"
    return [*pieces, f"{words}--{boundary}--\r\n".encode()], f"multipart/form-data; boundary={boundary}"


def _head(boundary: str, field: str, name: str | None = None) -> str:
    file = "" if name is None else f'; filename="{_quoted(name)}"'
    kind = "" if name is None else "Content-Type: application/octet-stream\r\n"
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(field)}"{file}\r\n{kind}\r\n'


def _quoted(text: str) -> str:
    """As browsers do (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data)."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
