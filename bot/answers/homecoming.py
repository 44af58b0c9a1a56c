"""Lines of a batch that come back from a provider's batch mode: each lands like any drawing."""

from __future__ import annotations

from bot.delivery import Delivery
from bot.errors import ContentRefused, ProviderError, StoreFull
from bot.model import Ending, Generation, Job
from bot.ports import BlobStore, Clock, JobStore
from bot.reuse.memory import Memory

_LEASE = 120.0  # seconds


class Homecoming:
    """`owner` is who lands the pictures."""

    def __init__(
        self, *, jobs: JobStore, blobs: BlobStore, delivery: Delivery, memory: Memory, clock: Clock, owner: str
    ) -> None:
        self._jobs = jobs
        self._blobs = blobs
        self._delivery = delivery
        self._memory = memory
        self._clock = clock
        self._owner = owner

    async def land(self, job: Job, outcome: Generation | ProviderError) -> None:
        """Units and money move as for any drawing. Cancelled meanwhile: nothing is left to do. Raises `LeaseLost`."""
        if await self._jobs.pick(self._owner, job.id, self._clock.now(), _LEASE) is None:
            return
        match outcome:
            case Generation():
                await self._keep(job, outcome)
            case _:
                refused = isinstance(outcome, ContentRefused)
                ending, why = Ending.REFUSED if refused else Ending.FAILED, str(outcome) or type(outcome).__name__
                await self._jobs.refund(self._owner, job.id, ending, why, self._clock.now())

    async def _keep(self, job: Job, drawn: Generation) -> None:
        try:
            for picture in drawn.pictures:
                await self._blobs.put(picture.data, picture.digest)
        except StoreFull as error:
            await self._jobs.refund(self._owner, job.id, Ending.FAILED, str(error), self._clock.now())
            return
        await self._jobs.drawn(self._owner, job.id, drawn, self._clock.now(), self._memory.found(job))
        await self._memory.describe(job)
        await self._delivery.shelve(self._owner, job)
