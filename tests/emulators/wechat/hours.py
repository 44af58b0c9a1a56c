"""The loop's time with a wall clock that can be moved: 48 hours pass when a test says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class Hours:
    """Implements `bot.ports.Clock`. `slept`: how long (seconds) those wanted to sleep who came."""

    def __init__(self) -> None:
        self._moved = timedelta()
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._moved

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds)

    def move(self, seconds: float) -> None:
        self._moved += timedelta(seconds=seconds)
