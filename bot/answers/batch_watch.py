"""Looks after batches under way: one progress line changed in place, and at the end albums, a ZIP and what did not work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.answers.batch_zip import packed
from bot.answers.open_batches import OpenBatches, Progress
from bot.errors import DeliveryError, MessageGone, WindowShut
from bot.model import Address, Ending, Job
from bot.ports import (
    Answer,
    ChatPlatform,
    Clock,
    Document,
    GalleryStore,
    NoticeStore,
    Parcel,
    Pending,
    Receipt,
    Sheet,
)
from bot.showing import Showing
from bot.texts import Texts

log = logging.getLogger(__name__)

_PAGE = 10  # pictures of an album, on every platform that has albums
_LEASE = 180.0  # seconds one process has for telling the end before another may
_SHOWN = 30  # failures that are listed
_WHY = {Ending.REFUSED: "job.refused", Ending.EXPIRED: "job.expired"}


class BatchWatch:
    def __init__(
        self,
        *,
        open_batches: OpenBatches,
        platforms: Mapping[str, ChatPlatform],
        gallery: GalleryStore,
        notices: NoticeStore,
        showing: Showing,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._open = open_batches
        self._platforms = platforms
        self._gallery = gallery
        self._notices = notices
        self._showing = showing
        self._texts = texts
        self._clock = clock

    async def look(self) -> None:
        """Every few seconds, in every process that works."""
        for batch in await self._open.every(self._clock.now()):
            await self._look_at(batch)

    async def _look_at(self, batch: int) -> None:
        now = self._clock.now()
        jobs = await self._open.jobs(batch)
        done = sum(job.state.ended for job in jobs)
        if not jobs:
            await self._open.end(batch, now)
        elif done < len(jobs):
            handed = await self._open.handed(batch, now)
            elsewhere = 0 if handed is None else handed.done
            await self._say_progress(batch, jobs, min(done + elsewhere, len(jobs) - 1))
        elif await self._notices.once(f"batch/{batch}", now, _LEASE):
            await self._finish(jobs)
            await self._open.end(batch, now)

    async def _say_progress(self, batch: int, jobs: Sequence[Job], done: int) -> None:
        said = await self._open.progress(batch, self._clock.now())
        if not said.message or said.done == done:
            return
        await self._open.say(batch, Progress(said.message, done), self._clock.now())
        words = self._texts.say(jobs[0].language, "batch.progress", done=done, total=len(jobs))
        try:
            await self._platform(jobs[0]).say(jobs[0].address, Answer(words, pending=Pending(batch)), edit=said.message)
        except DeliveryError as error:
            log.info("progress not shown", extra={"job": batch, "error": str(error)})

    # ── the end ──

    async def _finish(self, jobs: Sequence[Job]) -> None:
        entries = [entry for job in jobs if (entry := await self._gallery.entry(job.id)) and entry.pictures]
        sheets = [sheet for entry in entries for sheet in (await self._showing.parcel(entry)).sheets]
        try:
            for start in range(0, len(sheets), _PAGE):
                with suppress(WindowShut):  # kept for the next contact, and so are the words about it
                    await self._page(jobs[0], sheets[start : start + _PAGE], start + 1)
            files = self._platform(jobs[0]).traits.files  # else nobody could be given one
            await self._say_end(jobs, await asyncio.to_thread(packed, entries, sheets) if files else None)
        except DeliveryError as error:  # every picture waits under its own code
            log.warning("the end of a batch was not delivered", extra={"job": jobs[0].id, "error": str(error)})

    async def _page(self, first: Job, sheets: Sequence[Sheet], number: int) -> None:
        caption = f"#{first.id} · {number}–{number + len(sheets) - 1}"
        receipt = await self._platform(first).deliver(_plain(first.address), Parcel(first.id, tuple(sheets), caption))
        if len(receipt.messages) != len(sheets):
            return
        for message, sheet in zip(receipt.messages, sheets, strict=True):
            files = {sheet.stored.id: receipt.files[sheet.stored.id]} if sheet.stored.id in receipt.files else {}
            shown = Receipt((message,), files)
            await self._gallery.shown(first.address.platform, first.address.chat, sheet.stored.job, shown)

    async def _say_end(self, jobs: Sequence[Job], packed: bytes | None) -> None:
        first, said = jobs[0], await self._open.progress(jobs[0].id, self._clock.now())
        answer = Answer("\n".join(self._summary(jobs)))
        try:
            await self._platform(first).say(_plain(first.address), answer, edit=said.message or None)
        except MessageGone:
            await self._platform(first).say(_plain(first.address), answer)
        if packed is not None:
            words = self._texts.say(first.language, "batch.zip")
            document = Document(f"bananabot-{first.id}.zip", packed, "application/zip")
            await self._platform(first).say(_plain(first.address), Answer(words, document=document))

    def _summary(self, jobs: Sequence[Job]) -> list[str]:
        language = jobs[0].language
        failed = [(number, job) for number, job in enumerate(jobs, 1) if job.ending in _FAILED]
        done = len(jobs) - len(failed)
        if not failed:
            return [self._texts.say(language, "batch.done", done=done, total=len(jobs))]
        head = self._texts.say(language, "batch.partly", done=done, total=len(jobs), failed=len(failed))
        return [head, *(self._line(language, number, job) for number, job in failed[:_SHOWN])]

    def _line(self, language: str, number: int, job: Job) -> str:
        prompt = " ".join(job.request.prompt.split())[:60]
        why = self._texts.say(language, _WHY.get(job.ending or Ending.FAILED, "job.failed"))
        return self._texts.say(language, "batch.line", line=number, why=f"{prompt} – {why}")

    def _platform(self, job: Job) -> ChatPlatform:
        return self._platforms[job.address.platform]


_FAILED = frozenset(
    {Ending.CANCELLED, Ending.REFUSED, Ending.FAILED, Ending.EXPIRED, Ending.UNDELIVERABLE, Ending.LATE}
)


def _plain(address: Address) -> Address:
    """Without the message that shows the waiting: it belongs to the whole batch."""
    return replace(address, waiting=None)
