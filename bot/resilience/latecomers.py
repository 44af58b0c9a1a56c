"""Calls whose request has ended: listened to a while longer, because their picture may have been paid."""

from __future__ import annotations

import asyncio

from bot.model import Generation
from bot.ports import Clock
from bot.resilience.flight import Flight
from bot.resilience.observe import Late


class Latecomers:
    """At most `most` calls, each at most `linger` seconds; what comes is handed to `late`."""

    def __init__(self, clock: Clock, late: Late, linger: float, most: int) -> None:
        self._clock = clock
        self._late = late
        self._linger = linger
        self._most = most
        self._waiting: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def room(self) -> bool:
        return len(self._waiting) < self._most and self._linger > 0

    def take(self, job: int, flight: Flight) -> None:
        """Wait for it in the background; beyond the bounds it is cancelled."""
        flight.late = True
        if not self.room():
            flight.task.cancel()
            return
        task = asyncio.ensure_future(self._listen(job, flight))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def close(self) -> None:
        """Cancel all of them and wait until they are gone."""
        waiting = list(self._waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _listen(self, job: int, flight: Flight) -> None:
        nap = asyncio.ensure_future(self._clock.sleep(self._linger))
        try:
            await asyncio.wait((flight.task, nap), return_when=asyncio.FIRST_COMPLETED)
            answer = flight.task.result() if flight.task.done() and not flight.task.cancelled() else None
            if isinstance(answer, Generation):
                await self._late(job, answer)
        finally:
            nap.cancel()
            if not flight.task.done():
                flight.task.cancel()
                await asyncio.wait((flight.task,))
