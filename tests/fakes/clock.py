"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeClock:
    """Implements `bot.ports.Clock`. Sleepers wake in order while `advance` passes their hour.

    With `instant=True` nobody waits: a sleep moves the clock itself and returns at once.
    """

    def __init__(self, now: datetime = NOON, *, instant: bool = False) -> None:
        self._now = now
        self._monotonic = 0.0
        self._instant = instant
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._instant or seconds <= 0:
            self._move(max(0.0, seconds))
            await asyncio.sleep(0)
            return
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), waking))
        await waking

    @property
    def sleepers(self) -> int:
        """How many are waiting for time to pass."""
        return sum(not waking.done() for _, _, waking in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking sleepers one after another at their own moment."""
        end = self._monotonic + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, waking = heapq.heappop(self._sleepers)
            if waking.done():
                continue
            self._move(max(0.0, at - self._monotonic))
            waking.set_result(None)
            await self._settle()
        self._move(max(0.0, end - self._monotonic))
        await self._settle()

    def set(self, now: datetime) -> None:
        """Jump the wall clock, back or forth; monotonic time does not move."""
        self._now = now

    def _move(self, seconds: float) -> None:
        self._monotonic += seconds
        self._now += timedelta(seconds=seconds)

    @staticmethod
    async def _settle() -> None:
        for _ in range(10):  # enough turns of the loop for whoever was woken to reach the next await
            await asyncio.sleep(0)
