"""Pictures that came after their job was given up: they may have been paid, so they are kept and offered free."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.errors import StoreError, StoreFull, UnsupportedRequest
from bot.model import Ending, Generation, ImageRequest, Job, State
from bot.ports import BlobStore, Clock, JobStore, NoticeStore, Ticket
from bot.reuse.memory import Memory

log = logging.getLogger(__name__)

_BACK = 1_800.0  # seconds in which a provider still knows a job whose person has had an apology
_LOOK, _LOOKS = 1.0, 60  # seconds, times
_GIVEN_UP = frozenset({Ending.FAILED, Ending.EXPIRED})


class Listener(Protocol):
    """The part of the resilient client that asks for a job it has let go."""

    def listen(self, request: ImageRequest, ticket: Ticket) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """Implements `bot.resilience.observe.Late`. Whoever is to be told is told by `Telling.catch_up`, once."""

    jobs: JobStore
    blobs: BlobStore
    notices: NoticeStore
    memory: Memory
    clock: Clock

    async def __call__(self, job: int, generation: Generation) -> None:
        """Keep what came for a job that nobody draws any more. Never raises: it is called when everything has ended."""
        try:
            await self._keep(job, generation)
        except (StoreError, StoreFull):
            log.exception("a late picture is lost", extra={"job": job})

    async def _keep(self, job: int, generation: Generation) -> None:
        found = await self._settled(job)
        kept = False
        if found is not None and _missing(found):
            for picture in generation.pictures:
                await self.blobs.put(picture.data, picture.digest)
            kept = await self.jobs.late(job, generation, self.clock.now())
        if found is not None and not kept:
            await self.jobs.wasted(job, generation, self.clock.now())
        log.info("a picture came late", extra={"job": job, "provider": generation.provider, "kept": kept})
        if kept and found is not None:
            await self.memory.drew(found)

    async def _settled(self, job: int) -> Job | None:
        """The job, once it is known whether it got a picture otherwise: the client lets go before the studio has said so."""
        found = await self.jobs.get(job)
        for _ in range(_LOOKS):
            if found is None or found.state is not State.DRAWING:
                break
            await self.clock.sleep(_LOOK)
            found = await self.jobs.get(job)
        return found

    async def resume(self, listener: Listener) -> int:
        """After a start: ask again for what the last process was still listening to. Returns for how many. Raises `StoreError`."""
        now, asked = self.clock.now(), 0
        for job in await self.jobs.unanswered(now - timedelta(seconds=_BACK)):
            if await self.notices.once(f"late/{job.id}/{job.attempts}", now, _BACK):
                asked += self._asked(listener, job)
        return asked

    def _asked(self, listener: Listener, job: Job) -> bool:
        ticket = Ticket(job=job.id, deadline=self.clock.monotonic(), submission=job.submission)
        try:
            return listener.listen(job.request, ticket)
        except UnsupportedRequest:
            return False


def _missing(job: Job) -> bool:
    return job.state is State.ACCEPTED or (job.state is State.REFUNDED and job.ending in _GIVEN_UP)
