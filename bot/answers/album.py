"""Pictures of the past: the history, fetching one again without charge, its original, taking it away."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.picture import Get, History
from bot.errors import DeliveryError, NotAllowed, NotFound
from bot.model import Action, Job, State, StoredPicture
from bot.ports import Entry, GalleryStore
from bot.showing import Showing

log = logging.getLogger(__name__)

_PROMPT_SHOWN = 80


class Album:
    def __init__(self, *, gallery: GalleryStore, showing: Showing) -> None:
        self._gallery = gallery
        self._showing = showing

    commands = (History, Get)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case History(count=count):
                return await self.history(scene, count)
            case Get(code=code, original=original):
                return await self.get(scene, code, original=original)
            case _:
                raise NotAllowed("command.not_here")

    async def history(self, scene: Scene, count: int) -> Said:
        """The newest first, one line each, with buttons that fetch the first few."""
        entries = await self._gallery.history(scene.someone().id, count)
        if not entries:
            return Said(scene.answer("history.empty"))
        lines = [self._line(scene, entry) for entry in entries]
        buttons = tuple(replace(scene.button(Action.GET, e.job.id), label=str(e.job.id)) for e in entries[:8])
        rows = tuple(buttons[i : i + 4] for i in range(0, len(buttons), 4))
        return Said(scene.alone("\n".join([scene.say("history.title"), *lines]), *rows))

    def _line(self, scene: Scene, entry: Entry) -> str:
        prompt = " ".join(entry.job.request.prompt.split())
        short = prompt if len(prompt) <= _PROMPT_SHOWN else prompt[: _PROMPT_SHOWN - 1] + "…"
        when = scene.texts.moment(scene.language, entry.job.created, scene.timezone)
        return scene.say("history.line", code=entry.job.id, when=when, prompt=short, count=len(entry.pictures))

    async def get(self, scene: Scene, code: int, *, original: bool = False) -> Said:
        """Send a picture again, here. Raises `NotFound` for what is not theirs."""
        entry = await self.mine(scene, code)
        job = replace(entry.job, address=scene.address, language=scene.language)
        return Said(then=partial(self._show, replace(entry, job=job), original=original))

    async def original(self, scene: Scene, job: Job, picture: StoredPicture) -> Said:
        """The unchanged bytes of one picture, as a file."""
        self.owned(scene, job)
        here = replace(job, address=scene.address, language=scene.language)
        return Said(then=partial(self._show, Entry(here, (picture,)), original=True))

    async def _show(self, entry: Entry, _message: str | None, *, original: bool) -> None:
        await self._showing.again(entry, original=original)

    async def delete(self, scene: Scene, job: Job, picture: StoredPicture, *, admin: bool) -> Said:
        """Take a picture out of the history and out of the chat. Its owner may, and an admin of the group it stands in."""
        if not admin:
            self.owned(scene, job)
        await self._gallery.delete(picture.id)
        answer = None if scene.incoming.press else scene.answer("picture.deleted")
        return Said(toast=scene.say("picture.deleted"), answer=answer, then=partial(self._gone, scene, picture))

    async def _gone(self, scene: Scene, picture: StoredPicture, _message: str | None) -> None:
        """Out of the chat too; the buttons under several pictures stay as long as one of them does."""
        press, chat = scene.incoming.press, scene.incoming.chat
        shown = await self._gallery.messages(chat.platform, chat.id, picture.id)
        entry = await self._gallery.entry(picture.job)
        if press is not None and (not shown or entry is None or not entry.pictures):
            shown = tuple(dict.fromkeys((*shown, press.message)))
        for message in shown:
            try:
                await scene.platform.remove(scene.address, message)
            except DeliveryError as error:
                log.info("a deleted picture stays in the chat", extra={"picture": picture.id, "error": str(error)})

    async def find(self, picture: int) -> tuple[StoredPicture, Job]:
        """Raises `NotFound` when it was deleted or never was."""
        found = await self._gallery.picture(picture)
        if found is None:
            raise NotFound("picture.gone")
        return found

    def owned(self, scene: Scene, job: Job) -> None:
        """Raise `NotAllowed` unless the sender asked for this job."""
        if job.person is None or scene.person is None or job.person != scene.person.id:
            raise NotAllowed("press.stranger")

    async def mine(self, scene: Scene, code: int) -> Entry:
        """The pictures of a job this person asked for. Raises `NotFound` for everything else."""
        entry = await self._gallery.entry(code)
        if entry is None or entry.job.person != scene.someone().id:
            raise NotFound("get.unknown", code=code)
        if entry.pictures:
            return entry
        match entry.job.state:
            case State.REFUNDED:
                raise NotFound("get.unknown", code=code)
            case State.DELIVERED | State.WAITING:
                raise NotFound("picture.gone")
            case _:
                raise NotFound("get.not_ready", code=code)
