"""Answers are read a few at a time: all of hundreds in flight would be in memory together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

AT_ONCE = 32
_PATIENCE = 1.0  # seconds; then an answer is read out of turn, because slow ones hold the places


class Turns:
    """Places among the answers that are being read. Whoever waits holds up its sender, not us."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def mine(self) -> AsyncGenerator[None]:
        """A place; none in time: without one."""
        placed = True
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._places.acquire()
        except TimeoutError:
            placed = False
        try:
            yield
        finally:
            if placed:
                self._places.release()
