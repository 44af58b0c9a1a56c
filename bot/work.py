"""One job from the claim to its end: drawn, delivered, and every ending told."""

from __future__ import annotations

import asyncio
import logging

from bot.delivery import Delivery
from bot.errors import LeaseLost, StoreError
from bot.model import Job, Lane, State
from bot.outcomes import Drawing
from bot.studio import Studio
from bot.telling import Telling

log = logging.getLogger(__name__)

_SILENT = frozenset({Lane.BATCH, Lane.SPARE})
"""Whose jobs are done without a word for each."""


class Work:
    """What a worker does with a claimed job. Safe to run again for the same job after any crash."""

    def __init__(self, studio: Studio, delivery: Delivery, telling: Telling) -> None:
        self._studio = studio
        self._delivery = delivery
        self._telling = telling
        self._held_up: set[int] = set()  # who was told that it takes longer: told once, however often the store fails

    async def __call__(self, owner: str, job: Job) -> None:
        try:
            if job.lane in _SILENT:
                await self._batched(owner, job)
            elif job.state is State.DRAWN or await self._draw(owner, job):
                await self._delivery.deliver(owner, job)
        except LeaseLost:
            log.info("another worker has this job now", extra={"job": job.id})
        except StoreError:  # the sweep brings the job back when the store remembers again; until then, a word
            if job.lane not in _SILENT and job.id not in self._held_up:
                self._held_up.add(job.id)
                await self._telling.held_up(job)
            raise
        else:
            self._held_up.discard(job.id)

    async def _batched(self, owner: str, job: Job) -> None:
        """One of many, or drawn ahead: without a word; a batch is told and handed over as a whole."""
        if job.state is State.DRAWN or await self._studio.draw(owner, job) is Drawing.DRAWN:
            await self._delivery.shelve(owner, job)

    async def _draw(self, owner: str, job: Job) -> bool:
        match await self._studio_draws(owner, job):
            case Drawing.DRAWN:
                return True
            case Drawing.LATER:
                await self._telling.later(job)
            case Drawing.REFUSED:
                await self._telling.apologise(job, "job.refused")
            case Drawing.FAILED:
                await self._telling.apologise(job, "job.failed", job.request)
        return False

    async def _studio_draws(self, owner: str, job: Job) -> Drawing:
        busy = asyncio.create_task(self._telling.busy(job))
        try:
            return await self._studio.draw(owner, job)
        finally:
            busy.cancel()
            await asyncio.gather(busy, return_exceptions=True)
