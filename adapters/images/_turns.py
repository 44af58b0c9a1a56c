"""Answers are read a few at a time: all of hundreds in flight would be in memory together."""

from __future__ import annotations

import asyncio

AT_ONCE = 32
_PATIENCE = 1.0  # seconds; then an answer is read out of turn, because slow ones hold the places


class Turns:
    """Places among the answers that are being read. Whoever waits holds up its sender, not us."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def take(self) -> bool:
        """A place, to be given back; False: none came in time."""
        if not self._places.locked():
            return await self._places.acquire()
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._places.acquire()
        except TimeoutError:
            return False

    def give(self) -> None:
        self._places.release()
