"""Opens answers of services that compress although asked not to, never making more than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

from bot.errors import NoPicture


class Inflate(Protocol):
    """What zlib calls a decompress object."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def unpacker(encoding: str, cap: int) -> Callable[[bytes], bytes] | None:
    """Opens chunk after chunk, at most `cap` + 1 bytes of one; None when nothing is packed. Raises `NoPicture`."""
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "deflate":
            inflate = zlib.decompressobj(wbits=47)
            return lambda chunk: _inflated(inflate, chunk, cap)
        case _:
            raise NoPicture(f"an answer packed as {encoding[:20]!r}")


def _inflated(inflate: Inflate, chunk: bytes, cap: int) -> bytes:
    try:
        return inflate.decompress(chunk, cap + 1)
    except zlib.error as error:
        raise NoPicture(f"a packed answer that cannot be unpacked: {error}") from error
