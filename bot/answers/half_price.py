"""A batch at half price: its lines are handed to a provider's batch mode, looked at now and then, and land like any drawing.

The lines wait in the queue meanwhile, held back beyond the day that the provider may take. Whatever goes wrong with the whole of it
lets them go into the slow lane; held back too long, they go there by themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answers.open_batches import Handed, OpenBatches
from bot.delivery import Delivery
from bot.errors import ContentRefused, LeaseLost, ProviderError, Rejection, StoreFull
from bot.model import Ending, Generation, Job, State
from bot.ports import BatchLook, BatchOrder, BatchProvider, BlobStore, Clock, JobStore, NoticeStore
from bot.reuse.memory import Memory
from bot.texts.styles import Styles

log = logging.getLogger(__name__)

HELD = 26 * 3600.0
"""Seconds a line is kept out of the slow lane: a provider's day, and two hours for those who are late."""

_BEAT = 5.0
_ENTERING = 600.0  # seconds after which whoever was handing in is taken for dead
_LEASE = 120.0


class HalfPrice:
    """`shops` are the targets with a batch mode, the preferred one first. `owner` lands the pictures; `every` seconds it looks."""

    def __init__(
        self,
        *,
        shops: Mapping[str, BatchProvider],
        open_batches: OpenBatches,
        jobs: JobStore,
        blobs: BlobStore,
        notices: NoticeStore,
        delivery: Delivery,
        memory: Memory,
        styles: Styles,
        clock: Clock,
        owner: str,
        every: float,
    ) -> None:
        self._shops = shops
        self._open = open_batches
        self._jobs = jobs
        self._blobs = blobs
        self._notices = notices
        self._delivery = delivery
        self._memory = memory
        self._styles = styles
        self._clock = clock
        self._owner = owner
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
        jobs = [job for job in await self._open.jobs(batch) if job.state is State.ACCEPTED]
        shop = self._shops.get(handed.shop or next(iter(self._shops)))
        if shop is None or not jobs:
            await self._let_go(batch, jobs)  # its key or its provider is no longer ours; or all of it has ended
        elif handed.handle:
            await self._collect(batch, handed, shop, jobs)
        elif handed.shop:
            if await self._notices.once(f"half/{batch}/in", self._clock.now(), _ENTERING):
                log.warning("handed in, perhaps, and lost: drawn in the slow lane", extra={"batch": batch})
                await self._let_go(batch, jobs)
        else:
            await self._hand_in(batch, handed, shop, jobs)

    async def _hand_in(self, batch: int, handed: Handed, shop: BatchProvider, jobs: Sequence[Job]) -> None:
        entering, now = replace(handed, shop=next(iter(self._shops))), self._clock.now()
        await self._notices.once(f"half/{batch}/in", now, _ENTERING)
        if not await self._open.hand(batch, handed, entering, now):
            return
        try:
            handle = await shop.hand_in([self._order(job) for job in jobs])
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
                await self._land(job, ended[str(job.id)])
            except LeaseLost:
                log.info("another worker has this job now", extra={"job": job.id})
        await self._let_go(batch, [])
        log.info("a batch at half price has come back", extra={"batch": batch, "lines": len(jobs)})

    async def _land(self, job: Job, outcome: Generation | ProviderError) -> None:
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
                await self._blobs.put(picture.data)
        except StoreFull as error:
            await self._jobs.refund(self._owner, job.id, Ending.FAILED, str(error), self._clock.now())
            return
        await self._jobs.drawn(self._owner, job.id, drawn, self._clock.now())
        await self._memory.drew(job)
        await self._delivery.shelve(self._owner, job)

    async def _let_go(self, batch: int, jobs: Sequence[Job]) -> None:
        """What is not drawn goes into the slow lane now."""
        await self._jobs.unhold([job.id for job in jobs], self._clock.now())
        await self._open.take_back(batch)

    def _order(self, job: Job) -> BatchOrder:
        return BatchOrder(str(job.id), self._styles.applied(job.request))
