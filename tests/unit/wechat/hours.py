"""A clock that moves when told: sleeping moves it, and wakes in order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class At:
    def __init__(self, timestamp: float) -> None:
        self._now = datetime.fromtimestamp(timestamp, UTC)
        self._start = timestamp
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp() - self._start

    def move(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        due = self.monotonic()
        for at, sleeper in self._sleepers:
            if at <= due and not sleeper.done():
                sleeper.set_result(None)
        self._sleepers = [one for one in self._sleepers if not one[1].done()]

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.monotonic() + seconds, sleeper))
        await sleeper
