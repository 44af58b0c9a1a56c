"""Delivery hands finished pictures to their chat, has the platform confirm it, and settles; or gives the units back.

The order of steps is the promise: `delivering` is stored before anything is sent, so a crash leaves a *doubtful*
delivery that is never blindly repeated; settling comes after the platform's own confirmation.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.errors import (
    ChatMoved,
    DeliveryDoubtful,
    DeliveryError,
    Field,
    LeaseLost,
    MessageGone,
    PictureUnsuitable,
    SlowDown,
    Unreachable,
    WindowShut,
)
from bot.imminent import MOMENT, Imminent
from bot.model import Action, Address, Button, Ending, Fund, ImageRequest, Job, Lane, Picture, StoredPicture
from bot.ports import (
    Answer,
    BlobStore,
    ChatMoves,
    ChatPlatform,
    Clock,
    Entry,
    GalleryStore,
    JobStore,
    OfficeStore,
    Parcel,
    Pending,
    Receipt,
    Sheet,
)
from bot.texts import Texts

log = logging.getLogger(__name__)

_ACTION_SECONDS = 4.5  # a chat action is shown for five seconds


class Delivery:
    """The only place that turns a drawn job into a delivered one."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        jobs: JobStore,
        gallery: GalleryStore,
        blobs: BlobStore,
        moves: ChatMoves,
        imminent: Imminent,
        office: OfficeStore,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._platforms = platforms
        self._jobs = jobs
        self._gallery = gallery
        self._blobs = blobs
        self._moves = moves
        self._imminent = imminent
        self._office = office
        self._texts = texts
        self._clock = clock

    # ── pictures ──

    async def deliver(self, owner: str, job: Job) -> None:
        """Send, confirm, settle. Every way it can go wrong has its own ending. Raises `LeaseLost`."""
        found = await self._gallery.parcel(job.id)
        if found is None or not found[0].pictures:
            await self._jobs.refund(owner, job.id, Ending.FAILED, "the stored pictures are gone", self._clock.now())
            return
        entry, handles = found
        parcel = self._parcel(
            entry, [await self._sheet(stored, handles.get(stored.digest)) for stored in entry.pictures]
        )
        if len(entry.pictures) < job.request.count:
            fewer = self._texts.say(job.language, "picture.fewer", drawn=len(entry.pictures), asked=job.request.count)
            parcel = replace(parcel, caption=f"{parcel.caption}\n{fewer}")
        self._imminent.here(job)
        await self._jobs.delivering(owner, job.id, self._clock.now())
        try:
            receipt = await self._platforms[job.address.platform].deliver(entry.job.address, parcel)
        except DeliveryError as error:
            await self._undelivered(owner, entry.job, error)
        except asyncio.CancelledError:
            with suppress(LeaseLost):  # stopped in the middle of sending: it may have arrived
                await self._jobs.waiting(owner, job.id, Ending.DOUBTFUL, self._clock.now())
            raise
        else:
            waiting = await self._jobs.delivered(owner, job.id, receipt, Ending.CONFIRMED, self._clock.now())
            log.info("delivered", extra={"job": job.id, "messages": len(receipt.messages)})
            await self._clear(entry.job, waiting)

    async def shelve(self, owner: str, job: Job) -> None:
        """Settle without sending: the picture waits under its code. Raises `LeaseLost`."""
        await self._jobs.waiting(owner, job.id, Ending.FETCH_CODE, self._clock.now())

    async def show(self, entry: Entry, *, original: bool = False) -> Receipt:
        """Send pictures of the history once more, without charge, to the entry's address. Raises `DeliveryError`."""
        parcel = await self.parcel(entry, original=original)
        return await self._platforms[entry.job.address.platform].deliver(entry.job.address, parcel)

    async def parcel(self, entry: Entry, *, original: bool = False) -> Parcel:
        """Everything a platform needs to show the pictures of a job."""
        platform = entry.job.address.platform
        handles = [await self._gallery.file(platform, stored.digest) for stored in entry.pictures]
        shown = zip(entry.pictures, handles, strict=True)
        return self._parcel(entry, [await self._sheet(*one) for one in shown], original=original)

    def _parcel(self, entry: Entry, sheets: Sequence[Sheet], *, original: bool = False) -> Parcel:
        job = entry.job
        return Parcel(
            job=job.id,
            sheets=tuple(sheets),
            caption=self._caption(job),
            buttons=tuple(self._buttons(job.language, stored) for stored in entry.pictures),
            original=original,
        )

    async def _sheet(self, stored: StoredPicture, handle: str | None) -> Sheet:
        data = await self._blobs.get(stored.digest) or b""
        picture = Picture(data, stored.digest, stored.media_type, stored.width, stored.height)
        return Sheet(stored, picture, handle)

    def _caption(self, job: Job) -> str:
        words = self._texts.say(job.language, "picture.caption", prompt=job.request.prompt, code=job.id)
        if not job.reused:
            return words
        free = "picture.cached" if job.fund is Fund.REUSED else "picture.coalesced"
        return f"{words}\n{self._texts.say(job.language, free)}"

    def _buttons(self, language: str, stored: StoredPicture) -> tuple[Button, ...]:
        actions = (Action.AGAIN, Action.VARY, Action.EDIT, Action.ORIGINAL, Action.DELETE)
        return tuple(self.button(language, action, stored.id) for action in actions)

    def button(self, language: str, action: Action, subject: int) -> Button:
        return Button(action, subject, self._texts.say(language, f"button.{action.name.lower()}"))

    # ── what happens when it does not arrive ──

    async def _undelivered(self, owner: str, job: Job, error: DeliveryError) -> None:
        now = self._clock.now()
        log.warning("not delivered", extra={"job": job.id, "error": str(error)})
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
                await self.doubtful(job)
            case WindowShut() | PictureUnsuitable() | MessageGone() | _:
                await self._jobs.waiting(owner, job.id, Ending.FETCH_CODE, now)
                await self.say(job, "delivery.fetch", code=job.id)

    async def doubtful(self, job: Job) -> None:
        """Tell that a picture may or may not have arrived, with a button that fetches it."""
        await self.say(job, "delivery.doubtful", self.button(job.language, Action.GET, job.id), code=job.id)

    async def offer(self, job: Job) -> None:
        """Tell that the picture came after the apology, with a button that fetches it for nothing."""
        take = Button(Action.GET, job.id, self._texts.say(job.language, "button.take"))
        await self.say(job, "job.late", take, code=job.id)

    async def catch_up(self) -> None:
        """Tell people how jobs ended while nobody was there to tell them."""
        for job in await self._jobs.untold(self._platforms.keys()):
            if job.lane is Lane.BATCH:
                continue  # told with the whole batch
            if job.ending is Ending.DOUBTFUL:
                await self.doubtful(job)
            elif job.ending is Ending.LATE:
                await self.offer(job)
            else:
                await self.apologise(job, "job.expired" if job.ending is Ending.EXPIRED else "job.failed", job.request)

    # ── words about a job ──

    async def say(
        self, job: Job, key: str, *buttons: Button, edit: bool = False, pending: Pending | None = None, **fields: Field
    ) -> str | None:
        """Say something about a job where it was asked for; `edit` changes its waiting message if there is one.

        Words about a job are worth a try, never a failure: what cannot be said is logged.
        """
        if pending is None:
            self._imminent.overtake(job.id)
        platform = self._platforms[job.address.platform]
        waiting = job.address.waiting if edit and platform.traits.edits else None
        words = self._texts.say(job.language, key, **fields)
        answer = Answer(words, buttons=(buttons,) if buttons else (), pending=pending)
        try:
            return await self._said(platform, job.address, answer, waiting)
        except DeliveryError as error:
            log.info("words not delivered", extra={"job": job.id, "key": key, "error": str(error)})
            return None

    async def _said(self, platform: ChatPlatform, to: Address, answer: Answer, waiting: str | None) -> str | None:
        try:
            return await platform.say(to, answer, edit=waiting)
        except MessageGone:
            if waiting is None or answer.pending is not None:  # progress is not worth a message of its own
                raise
            return await platform.say(to, answer)

    async def later(self, job: Job) -> None:
        """Nobody can draw it now, but it keeps its place: its waiting message says so, and there is one from now on."""
        self._imminent.overtake(job.id)
        known = await self._jobs.get(job.id) or job
        message = await self.say(known, "progress.later", edit=True, pending=Pending(job.id))
        edits = self._platforms[job.address.platform].traits.edits
        if edits and message is not None and known.address.waiting is None:
            await self._jobs.remember_waiting(job.id, message)

    async def busy(self, job: Job) -> None:
        """Show that the work goes on, until cancelled: the waiting message changes once, "sending a photo…" is kept up."""
        platform = self._platforms[job.address.platform]
        if platform.traits.metered and self._imminent.expected:
            await self._clock.sleep(MOMENT)
        if platform.traits.edits and job.address.waiting:
            await self.say(job, "progress.drawing", edit=True, pending=Pending(job.id))
        while True:
            await platform.working(job.address)
            await self._clock.sleep(_ACTION_SECONDS)

    async def apologise(self, job: Job, key: str, request: ImageRequest | None = None) -> None:
        """The job has ended and the units are back; say why, with one button to try again where that can help."""
        retry = (self.button(job.language, Action.RETRY, job.id),) if request is not None else ()
        await self.say(await self._jobs.get(job.id) or job, key, *retry, edit=True)

    async def _clear(self, sent: Job, waiting: str | None) -> None:
        """A waiting message that came up while the picture was on its way has nothing to wait for."""
        if waiting is None or waiting == sent.address.waiting:
            return
        try:
            await self._platforms[sent.address.platform].remove(replace(sent.address, waiting=waiting), waiting)
        except DeliveryError as error:
            log.info("waiting message not removed", extra={"job": sent.id, "error": str(error)})
