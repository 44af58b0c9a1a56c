"""One job from the claim to its end: drawn, delivered, and every ending told."""

from __future__ import annotations

import asyncio
import logging

from bot.delivery import Delivery
from bot.errors import LeaseLost, StoreError
from bot.model import Job, Lane, State
from bot.outcomes import NoPicture
from bot.ports import Ready
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
            elif job.state is State.DRAWN:
                await self._delivery.resume(owner, job)
            elif (ready := await self._draw(owner, job)) is not None:
                await self._delivery.deliver(owner, ready)
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
        if job.state is State.DRAWN or isinstance(await self._studio.draw(owner, job), Ready):
            await self._delivery.shelve(owner, job)

    async def _draw(self, owner: str, job: Job) -> Ready | None:
        match await self._studio_draws(owner, job):
            case Ready() as ready:
                return ready
            case NoPicture.LATER:
                await self._telling.later(job)
            case NoPicture.REFUSED:
                await self._telling.apologise(job, "job.refused")
            case NoPicture.FAILED:
                await self._telling.apologise(job, "job.failed", job.request)
        return None

    async def _studio_draws(self, owner: str, job: Job) -> Ready | NoPicture:
        busy = asyncio.create_task(self._telling.busy(job))
        try:
            return await self._studio.draw(owner, job)
        finally:
            busy.cancel()
            await asyncio.gather(busy, return_exceptions=True)
