"""The body of an answer, whole and at most so large."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp

from adapters.images._packed import unpacker
from bot.errors import NoPicture

CHUNK = 2 * 1_048_576  # bytes read at once of an answer that does not say how long it is
BEGUN = 65_536  # bytes from which a sender may be held up, until they are taken


async def read(answer: aiohttp.ClientResponse, heads: Mapping[str, str], cap: int) -> bytes:
    """All of it, joined once: a buffer that grows would copy a picture again and again. Raises `NoPicture` for more than `cap`."""
    unpack = unpacker(heads.get("content-encoding", ""), cap)
    if unpack is None and answer.content_length is not None and "transfer-encoding" not in heads:
        return await _whole(answer.content, answer.content_length, cap)
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.content.iter_chunked(CHUNK):
        chunks.append(unpack(chunk) if unpack else chunk)
        size += len(chunks[-1])
        if size > cap:
            raise _too_long(cap)
    return b"".join(chunks)


async def _whole(content: aiohttp.StreamReader, told: int, cap: int) -> bytes:
    """A body that says how long it is: nobody is woken before all of it is there (measured: half of what reading costs)."""
    if told > cap:
        raise _too_long(cap)
    content.set_read_chunk_size(told)
    begun = content.read_nowait() if content.total_bytes > BEGUN else b""
    await content.wait_eof()
    return begun + content.read_nowait()


def _too_long(cap: int) -> NoPicture:
    return NoPicture(f"an answer of more than {cap} bytes")
