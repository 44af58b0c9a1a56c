"""Telling people about their job: that it is being drawn, that it waits, how it ended. Worth a try, never a failure."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot.errors import DeliveryError, Field, MessageGone
from bot.imminent import MOMENT, Imminent
from bot.model import Action, Address, Button, Ending, ImageRequest, Job, Lane
from bot.ports import Answer, ChatPlatform, Clock, JobStore, Pending
from bot.texts import Texts
from bot.texts.buttons import button

log = logging.getLogger(__name__)

_FEW = 8
_ACTION_SECONDS = 4.5  # a chat action is shown for five seconds


class Telling:
    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        jobs: JobStore,
        imminent: Imminent,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._platforms = platforms
        self._jobs = jobs
        self._imminent = imminent
        self._texts = texts
        self._clock = clock

    async def say(
        self, job: Job, key: str, *buttons: Button, edit: bool = False, pending: Pending | None = None, **fields: Field
    ) -> str | None:
        """Say something about a job where it was asked for; `edit` changes its waiting message if there is one.

        What cannot be said is logged.
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

    # ── while it is under way ──

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

    async def later(self, job: Job) -> None:
        """Nobody can draw it now, but it keeps its place: its waiting message says so, and there is one from now on."""
        self._imminent.overtake(job.id)
        known = await self._jobs.get(job.id) or job
        message = await self.say(known, "progress.later", edit=True, pending=Pending(job.id))
        edits = self._platforms[job.address.platform].traits.edits
        if edits and message is not None and known.address.waiting is None:
            await self._jobs.remember_waiting(job.id, message)

    async def held_up(self, job: Job) -> None:
        """Nothing can be stored now; what is stored already is kept, so it comes once that works again."""
        self._imminent.overtake(job.id)
        local = self._platforms[job.address.platform].traits.local  # somebody sits there and waits for these words
        await self.say(job, "progress.later", edit=True, pending=None if local else Pending(job.id))

    # ── how it ended ──

    async def apologise(self, job: Job, key: str, request: ImageRequest | None = None) -> None:
        """The job has ended and the units are back; say why, with one button to try again where that can help."""
        retry = (button(self._texts, job.language, Action.RETRY, job.id),) if request is not None else ()
        await self.say(await self._jobs.get(job.id) or job, key, *retry, edit=True)

    async def doubtful(self, job: Job) -> None:
        """Tell that a picture may or may not have arrived, with a button that fetches it."""
        fetch = button(self._texts, job.language, Action.GET, job.id)
        await self.say(job, "delivery.doubtful", fetch, edit=True, code=job.id)

    async def offer(self, job: Job) -> None:
        """Tell that the picture came after the apology, with a button that fetches it for nothing."""
        take = Button(Action.GET, job.id, self._texts.say(job.language, "button.take"))
        await self.say(job, "job.late", take, code=job.id)

    async def catch_up(self) -> None:
        """Tell people how jobs ended while nobody was there to tell them: a few at once, so that a crash forgets no more."""
        while jobs := await self._jobs.untold(self._platforms.keys(), _FEW):
            await asyncio.gather(*(self._end(job) for job in jobs if job.lane is not Lane.BATCH))  # those: as a whole

    async def _end(self, job: Job) -> None:
        if job.ending is Ending.DOUBTFUL:
            await self.doubtful(job)
        elif job.ending is Ending.LATE:
            await self.offer(job)
        else:
            await self.apologise(job, "job.expired" if job.ending is Ending.EXPIRED else "job.failed", job.request)
