"""Delivery hands finished pictures to their chat, has the platform confirm it, and settles; or gives the units back.

The order of steps is the promise: `delivering` is stored right before anything is sent, so a crash leaves a *doubtful*
delivery that is never blindly repeated; what still waited for its turn was not sent, and is sent by whoever comes next.
Settling comes after the platform's own confirmation.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.errors import (
    ChatMoved,
    DeliveryDoubtful,
    DeliveryError,
    MessageGone,
    PictureUnsuitable,
    SlowDown,
    Unreachable,
    WindowShut,
)
from bot.imminent import Imminent
from bot.model import Ending, Job
from bot.ports import ChatMoves, ChatPlatform, Clock, GalleryStore, JobStore, OfficeStore, Parcel, Ready, Receipt
from bot.showing import Showing
from bot.telling import Telling

log = logging.getLogger(__name__)


class Delivery:
    """The only place that turns a drawn job into a delivered one."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        jobs: JobStore,
        gallery: GalleryStore,
        moves: ChatMoves,
        office: OfficeStore,
        showing: Showing,
        telling: Telling,
        imminent: Imminent,
        clock: Clock,
    ) -> None:
        self._platforms = platforms
        self._jobs = jobs
        self._gallery = gallery
        self._moves = moves
        self._office = office
        self._showing = showing
        self._telling = telling
        self._imminent = imminent
        self._clock = clock

    async def resume(self, owner: str, job: Job) -> None:
        """Deliver what was drawn before, perhaps by somebody else. Raises `LeaseLost`."""
        ready = await self._gallery.ready(job.id)
        if ready is None or not ready.entry.pictures:
            await self._jobs.refund(owner, job.id, Ending.FAILED, "the stored pictures are gone", self._clock.now())
            return
        await self.deliver(owner, ready)

    async def deliver(self, owner: str, ready: Ready) -> None:
        """Send, confirm, settle. Every way it can go wrong has its own ending. Raises `LeaseLost`."""
        job = ready.entry.job
        parcel = await self._showing.fresh(ready)
        self._imminent.here(job)
        try:
            # stopped in the middle is no error here: the sweep says that it is doubtful
            receipt = await self._hand_over(owner, job, parcel)
        except DeliveryError as error:
            await self._undelivered(owner, job, error)
        else:
            waiting = await self._jobs.delivered(owner, job.id, receipt, Ending.CONFIRMED, self._clock.now())
            log.info("delivered", extra={"job": job.id, "messages": len(receipt.messages)})
            later = waiting if waiting != job.address.waiting else None  # came up while the picture was on its way
            await self._clear(job, receipt.left, later)

    async def _hand_over(self, owner: str, job: Job, parcel: Parcel) -> Receipt:
        async def leaving() -> None:
            await self._jobs.delivering(owner, job.id, self._clock.now())

        platform = self._platforms[job.address.platform]
        if platform.traits.turns:
            return await platform.deliver(job.address, replace(parcel, leaving=leaving))
        await leaving()
        return await platform.deliver(job.address, parcel)

    async def shelve(self, owner: str, job: Job) -> None:
        """Settle without sending: the picture waits under its code. Raises `LeaseLost`."""
        await self._jobs.waiting(owner, job.id, Ending.FETCH_CODE, self._clock.now())

    async def _undelivered(self, owner: str, job: Job, error: DeliveryError) -> None:
        now = self._clock.now()
        # a shut window is how unverified accounts work: nothing is wrong
        level = logging.INFO if isinstance(error, WindowShut) else logging.WARNING
        log.log(level, "not delivered", extra={"job": job.id, "error": str(error)})
        match error:
            case SlowDown(retry_after=seconds):
                await self._jobs.release(owner, job.id, now, after=seconds)
            case ChatMoved(chat=chat):
                await self._moves.move(job.address.platform, job.address.chat, chat, now)
                await self._jobs.release(owner, job.id, now)
            case Unreachable():
                await self._jobs.refund(owner, job.id, Ending.UNDELIVERABLE, str(error), now)
                await self._office.lost(job.address.platform, job.address.chat, lost=True, now=now)
            case DeliveryDoubtful():
                await self._jobs.waiting(owner, job.id, Ending.DOUBTFUL, now)
                await self._telling.doubtful(job)
            case WindowShut() | PictureUnsuitable() | MessageGone() | _:
                await self._jobs.waiting(owner, job.id, Ending.FETCH_CODE, now)
                await self._telling.say(job, "delivery.fetch", edit=True, code=job.id)

    async def _clear(self, sent: Job, *messages: str | None) -> None:
        """These have nothing to wait for any more."""
        for message in filter(None, messages):
            try:
                await self._platforms[sent.address.platform].remove(replace(sent.address, waiting=message), message)
            except DeliveryError as error:
                log.info("waiting message not removed", extra={"job": sent.id, "error": str(error)})
