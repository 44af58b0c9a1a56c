"""Pictures that come within a moment: words about waiting for them are held back, and left out when they were faster.

Only where a message costs something (`Traits.metered`), and only while pictures do come that fast: whoever waits longer is
told at once.
"""

from __future__ import annotations

import asyncio

from bot.model import Job
from bot.ports import Clock

MOMENT = 1.0  # seconds


class Imminent:
    """Shared by who takes orders and who hands pictures over, in one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[int, asyncio.Task[None]] = {}
        self._fast = False

    @property
    def expected(self) -> bool:
        """Whether the picture that came last came within a moment. With nobody drawing here: never."""
        return self._fast

    async def comes(self, job: int) -> bool:
        """Wait a moment. True: its picture is on its way, or other words about it."""
        moment = asyncio.create_task(self._clock.sleep(MOMENT))
        self._held[job] = moment
        try:
            await asyncio.wait({moment})
        finally:
            moment.cancel()
            del self._held[job]
        return moment.cancelled()

    def here(self, job: Job) -> None:
        """The pictures are about to be handed over."""
        self._fast = (self._clock.now() - job.created).total_seconds() < MOMENT
        self.overtake(job.id)

    def overtake(self, job: int) -> None:
        """Something newer is said about this job."""
        moment = self._held.get(job)
        if moment is not None:
            moment.cancel()
