"""Pictures embedded in JSON as base64 are opened where they lie: as text they would be checked, copied and read once more."""

from __future__ import annotations

import pybase64

from adapters.images._pictures import sniff

LEAST = 16_384  # bytes of base64; shorter ones are quickly read as text
_WORD = 32  # characters of the picture's own that begin the word which stands for it
_URI = b"data:image/"


def lifted(body: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The JSON with a short word in the place of each picture, and the pictures by that word. Whatever else it is, it stays.

    What lies between two quotes and is nothing but base64 is a whole string: outside of strings stands punctuation, and the
    quotes of a string within a string have a backslash before them.
    """
    pictures: dict[str, bytes] = {}
    if body[:1] not in {b"{", b"["}:
        return body, pictures
    kept: list[bytes] = []
    seen, at, view = 0, LEAST, memoryview(body)
    while at < len(body):
        begin, end = body.rfind(b'"', seen, at) + 1, body.find(b'"', at)
        if begin == 0 or end < 0:
            break
        if end - begin >= LEAST and body[begin - 2 : begin - 1] != b"\\" and (found := _opened(view[begin:end])):
            word = f"{found[0]}#{len(pictures)}"
            pictures[word] = found[1]
            kept += (body[seen:begin], word.encode())
            seen = end
        at = end + LEAST
    return b"".join((*kept, body[seen:])), pictures


def _opened(text: memoryview) -> tuple[str, bytes] | None:
    """What the word begins with, and the bytes; None for what is no picture in base64."""
    head = bytes(text[:128])
    start = head.find(b";base64,") + 8 if head.startswith(_URI) else 0
    try:
        if not sniff(pybase64.b64decode(head[start : start + _WORD], validate=True)):
            return None
        return head[: start + _WORD].decode("ascii"), pybase64.b64decode(text[start:], validate=True)
    except ValueError:
        return None
