"""A batch at half price: its lines are handed to a provider's batch mode, looked at now and then, and land like any drawing.

The lines wait in the queue meanwhile, held back beyond the day that the provider may take. Whatever goes wrong with the whole of it
lets them go into the slow lane; held back too long, they go there by themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answers.homecoming import Homecoming
from bot.answers.open_batches import Handed, OpenBatches
from bot.errors import LeaseLost, OutcomeUnknown, ProviderError, Rejection
from bot.model import Job, State
from bot.ports import BatchLook, BatchOrder, BatchProvider, Clock, JobStore, NoticeStore
from bot.texts.styles import Styles

log = logging.getLogger(__name__)

HELD = 26 * 3600.0
"""Seconds a line is kept out of the slow lane: a provider's day, and two hours for those who are late."""

_BEAT = 5.0
_ENTERING = 600.0  # seconds after which whoever was handing in is taken for dead


class HalfPrice:
    """`shops` are the targets with a batch mode, the preferred one first. Every `every` seconds it looks."""

    def __init__(
        self,
        *,
        shops: Mapping[str, BatchProvider],
        open_batches: OpenBatches,
        homecoming: Homecoming,
        jobs: JobStore,
        notices: NoticeStore,
        styles: Styles,
        clock: Clock,
        every: float,
    ) -> None:
        self._shops = shops
        self._open = open_batches
        self._homecoming = homecoming
        self._jobs = jobs
        self._notices = notices
        self._styles = styles
        self._clock = clock
        self._every = every

    async def run(self) -> None:
        """Until cancelled."""
        while self._shops:
            try:
                await self.look()
            except Exception:
                log.exception("batches at half price are not looked at; the next look tries again")
            await self._clock.sleep(min(_BEAT, self._every))

    async def look(self) -> None:
        """Every batch that was given to this mode, each by one process at a time."""
        for batch in await self._open.every(self._clock.now()):
            handed = await self._open.handed(batch, self._clock.now())
            if handed is not None and await self._notices.once(f"half/{batch}", self._clock.now(), self._every):
                await self._look_at(batch, handed)

    async def _look_at(self, batch: int, handed: Handed) -> None:
        lines = await self._open.jobs(batch)
        jobs = [job for job in lines if job.state is State.ACCEPTED]
        shop = self._shops.get(handed.shop or next(iter(self._shops)))
        if shop is None or not jobs:
            await self._let_go(batch, jobs)  # its key or its provider is no longer ours; or all of it has ended
        elif handed.handle:
            await self._collect(batch, handed, shop, jobs)
        elif handed.shop:
            if await self._notices.once(_entering(batch), self._clock.now(), _ENTERING):
                await self._find(handed, shop, lines)
        elif await self._notices.once(_entering(batch), self._clock.now(), _ENTERING):
            await self._hand_in(handed, shop, lines)

    async def _find(self, handed: Handed, shop: BatchProvider, lines: Sequence[Job]) -> None:
        """Whoever was handing in has died, or heard no answer: what the provider took is gone on with, not paid again."""
        batch = lines[0].id
        try:
            handle = await shop.find(_name(lines))
        except ProviderError as error:
            why = str(error) or type(error).__name__
            log.warning("handed in, perhaps: asked for later", extra={"batch": batch, "reason": why})
            return
        if handle is None:
            await self._hand_in(handed, shop, lines)
            return
        await self._open.hand(batch, handed, replace(handed, handle=handle), self._clock.now())
        log.info("handed in before, and found again", extra={"batch": batch, "target": handed.shop})

    async def _hand_in(self, handed: Handed, shop: BatchProvider, lines: Sequence[Job]) -> None:
        batch, jobs = lines[0].id, [job for job in lines if job.state is State.ACCEPTED]
        entering = replace(handed, shop=handed.shop or next(iter(self._shops)))
        if not await self._open.hand(batch, handed, entering, self._clock.now()):
            return
        try:
            handle = await shop.hand_in([self._order(job) for job in jobs], _name(lines))
        except OutcomeUnknown as error:
            log.warning("handed in, perhaps: asked for later", extra={"batch": batch, "reason": str(error)})
            return
        except (ProviderError, Rejection) as error:
            why = str(error) or type(error).__name__
            log.warning("no half price: drawn in the slow lane", extra={"batch": batch, "reason": why})
            await self._let_go(batch, jobs)
            return
        await self._open.hand(batch, entering, replace(entering, handle=handle), self._clock.now())
        log.info("handed in at half price", extra={"batch": batch, "target": entering.shop, "lines": len(jobs)})

    async def _collect(self, batch: int, handed: Handed, shop: BatchProvider, jobs: Sequence[Job]) -> None:
        try:
            look = await shop.look(handed.handle, [self._order(job) for job in jobs])
        except ProviderError as error:  # it goes on regardless, and so do we until the lines are let go
            log.info("no look at a batch", extra={"batch": batch, "reason": str(error) or type(error).__name__})
            return
        if look.ended is None:
            await self._open.hand(batch, handed, replace(handed, done=look.done), self._clock.now())
            return
        await self._land_all(batch, look, jobs)

    async def _land_all(self, batch: int, look: BatchLook, jobs: Sequence[Job]) -> None:
        ended = look.ended or {}
        for job in jobs:
            try:
                await self._homecoming.land(job, ended[str(job.id)])
            except LeaseLost:
                log.info("another worker has this job now", extra={"job": job.id})
        await self._let_go(batch, [])
        log.info("a batch at half price has come back", extra={"batch": batch, "lines": len(jobs)})

    async def _let_go(self, batch: int, jobs: Sequence[Job]) -> None:
        """What is not drawn goes into the slow lane now."""
        await self._jobs.unhold([job.id for job in jobs], self._clock.now())
        await self._open.take_back(batch)

    def _order(self, job: Job) -> BatchOrder:
        return BatchOrder(str(job.id), self._styles.applied(job.request))


def _entering(batch: int) -> str:
    return f"half/{batch}/in"


def _name(lines: Sequence[Job]) -> str:
    """What the provider knows the batch by: the same whoever asks, and no other database's."""
    return f"bananabot-{lines[0].id}-{lines[0].created:%Y%m%d%H%M%S%f}"
