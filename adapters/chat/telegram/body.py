"""A form on its way: sent piece by piece, so that what lies in memory is neither joined nor copied first."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
from aiohttp.abc import AbstractStreamWriter


class Body(aiohttp.Payload):
    _autoclose = True

    def __init__(self, pieces: Sequence[bytes]) -> None:
        super().__init__(pieces)
        self._size = sum(map(len, pieces))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return b"".join(self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        for piece in self._value:
            await writer.write(piece)
