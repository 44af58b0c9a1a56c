"""A word to every process that shares the database: there is something new in the queue. Losing one loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

_TICK = 0.5


class Signals(Protocol):
    def send(self) -> None:
        """Soon; many at once are one."""
        ...

    async def run(self, heard: Callable[[], None]) -> None:
        """Until cancelled: call `heard` when another process (or this one) sent something, or may have."""
        ...


class SqliteSignals:
    """A file tells nobody anything: whoever waits for other processes looks twice a second."""

    def send(self) -> None: ...

    async def run(self, heard: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(_TICK)
            heard()
