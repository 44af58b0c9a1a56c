"""A real clock whose monotonic time a test can move on, so that whoever sleeps for minutes wakes at once."""

from __future__ import annotations

import asyncio

from adapters.clock import SystemClock


class SkippingClock(SystemClock):
    """Wall time does not move: leases and quotas see nothing of a skip."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._moved = asyncio.Event()

    def monotonic(self) -> float:
        return super().monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        end = self.monotonic() + seconds
        while (left := end - self.monotonic()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return
