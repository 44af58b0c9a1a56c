"""How a drawing went, written down: drawn, later, refused or failed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import ContentRefused, NobodyLeft
from bot.model import Ending, Generation, Job
from bot.ports import Clock, Found, JobStore, Ready

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a drawing may take and how long a job waits for providers to come back, in seconds."""

    deadline: float = 300.0
    wait: float = 600.0
    tries: int = 3


class NoPicture(StrEnum):
    """How a drawing went wrong. REFUSED and FAILED have their units back already; LATER is in the queue again."""

    LATER = "later"
    REFUSED = "refused"
    FAILED = "failed"


class Outcomes:
    """Every method raises `LeaseLost` when the job is not the owner's."""

    def __init__(self, jobs: JobStore, clock: Clock, patience: Patience) -> None:
        self._jobs = jobs
        self._clock = clock
        self._patience = patience

    async def drawn(self, owner: str, job: Job, generation: Generation, found: Found | None) -> Ready:
        ready = await self._jobs.drawn(owner, job.id, generation, self._clock.now(), found)
        log.info(
            "drawn",
            extra={
                "job": job.id,
                "provider": generation.provider,
                "model": generation.model,
                "pictures": len(generation.pictures),
                "micros": generation.micros,
                "seconds": round(generation.latency, 3),
            },
        )
        return ready

    async def nobody(self, owner: str, job: Job, error: NobodyLeft) -> NoPicture:
        """Everybody is out: later, if that is soon enough."""
        now = self._clock.now()
        wait = (error.retry_at - now).total_seconds() if error.retry_at else None
        if wait is not None and self._worth_waiting(job, wait, now):
            log.warning("everybody is out, the job waits", extra={"job": job.id, "seconds": round(wait, 1)})
            await self._jobs.release(owner, job.id, now, after=max(1.0, wait))
            return NoPicture.LATER
        refused = isinstance(error.last, ContentRefused)
        return await self.end(owner, job, Ending.REFUSED if refused else Ending.FAILED, str(error.last or error))

    def _worth_waiting(self, job: Job, wait: float, now: datetime) -> bool:
        waited = (now - job.created).total_seconds()
        return waited + wait <= self._patience.wait and job.attempts < self._patience.tries

    async def end(self, owner: str, job: Job, ending: Ending, reason: str) -> NoPicture:
        """No picture; the units are given back."""
        log.warning("no picture", extra={"job": job.id, "ending": ending.value, "reason": reason})
        await self._jobs.refund(owner, job.id, ending, reason, self._clock.now())
        return NoPicture.REFUSED if ending is Ending.REFUSED else NoPicture.FAILED
