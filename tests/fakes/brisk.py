"""A clock that hurries: for real sockets and real stores, whose waits nobody has to sit out."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from adapters.clock import SystemClock


class Brisk(SystemClock):
    """A clock on which everything passes so many times as fast: waits are as long as they are, and nobody has to sit them out."""

    def __init__(self, times: float = 20.0) -> None:
        self._times = times
        self._began = time.monotonic()
        self._day = datetime.now(UTC)

    def now(self) -> datetime:
        return self._day + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._times

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._times)
