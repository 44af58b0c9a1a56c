"""Asking for pictures: a new one, an edit, the same again, a variation, another try. All become one kind of order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.answers.album import Album
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import Again, Edit, Imagine, Vary
from bot.errors import BadReference, NotAllowed, NotFound, UnsupportedRequest
from bot.model import (
    Action,
    AttachmentKind,
    ImageRequest,
    Job,
    Lane,
    Limit,
    ScopeKind,
    StoredPicture,
)
from bot.ports import Answer, ChatPlatform, Entry, GalleryStore, JobStore, Order, Pending
from bot.studio import Studio


@dataclass(frozen=True, slots=True)
class Allowance:
    """The operator's limits by scope, how many unfinished jobs a person may have, and the caps on what is sent along."""

    limits: Mapping[ScopeKind, Sequence[Limit]] = field(default_factory=dict[ScopeKind, Sequence[Limit]])
    unfinished: int = 20
    references: int = 14
    reference_bytes: int = 20_000_000


class Orders:
    def __init__(
        self, *, studio: Studio, jobs: JobStore, gallery: GalleryStore, album: Album, allowance: Allowance
    ) -> None:
        self._studio = studio
        self._jobs = jobs
        self._gallery = gallery
        self._album = album
        self._allowance = allowance

    commands = (Imagine, Edit, Again, Vary)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case Imagine(request=request):
                return await self.place(scene, replace(request, references=await self._references(scene)))
            case Edit(request=request):
                return await self._edit(scene, request)
            case Vary(code=code):
                entry = await self._entry(scene, code)
                return await self.vary(scene, entry.job, entry.pictures[0])
            case Again(code=code):
                return await self.again(scene, (await self._entry(scene, code)).job)
            case _:
                raise NotAllowed("command.not_here")

    async def _edit(self, scene: Scene, request: ImageRequest) -> Said:
        """Raises `BadReference` where there is nothing to edit."""
        references = await self._references(scene)
        if not references:
            raise BadReference("edit.nothing")
        return await self.place(scene, replace(request, references=references))

    async def again(self, scene: Scene, job: Job) -> Said:
        """The same request with a new seed. Pressing twice while one is being drawn orders one."""
        return await self._from(scene, job, Action.AGAIN, replace(job.request, seed=None, fresh=True))

    async def vary(self, scene: Scene, job: Job, picture: StoredPicture) -> Said:
        """A variation of one picture: it becomes the reference; where nobody takes references, a new seed must do."""
        request = replace(job.request, references=(picture.digest,), seed=None, count=1, fresh=True)
        try:
            self._studio.price(request)
        except UnsupportedRequest:
            request = replace(request, references=job.request.references)
        return await self._from(scene, job, Action.VARY, request)

    async def retry(self, scene: Scene, job: Job) -> Said:
        """A failed job once more, as it was."""
        return await self._from(scene, job, Action.RETRY, job.request)

    async def _entry(self, scene: Scene, code: int | None) -> Entry:
        """The job of that code, of the picture replied to, or the person's newest. Raises `NotFound`."""
        if code is not None:
            return await self._album.mine(scene, code)
        if (replied := scene.incoming.replied) is not None:
            chat = scene.incoming.chat
            stored = await self._gallery.by_message(chat.platform, chat.id, replied.message)
            entry = await self._gallery.entry(stored[0].job) if stored else None
            if entry is not None:
                return entry
        history = await self._gallery.history(scene.someone().id, 1)
        if not history:
            raise NotFound("history.empty")
        return history[0]

    # ── one order ──

    async def place(
        self,
        scene: Scene,
        request: ImageRequest,
        *,
        parent: int | None = None,
        event: str | None = None,
        lane: Lane = Lane.NORMAL,
    ) -> Said:
        """Check, price, reserve, enqueue; answer with the place in the queue."""
        order = Order(
            event=event or scene.incoming.event,
            chat=scene.incoming.chat,
            sender=scene.incoming.sender,
            person=scene.person,
            address=scene.address,
            language=scene.language,
            timezone=scene.timezone,
            request=request,
            price=self._studio.price(request),
            lane=lane,
            parent=parent,
            defaults=self._allowance.limits,
            cap=self._allowance.unfinished,
        )
        accepted = await self._studio.accept(order)
        if not accepted.fresh:
            return Said()
        return Said(await self._queued(scene, accepted.job), partial(self._announced, scene.platform, accepted.job))

    async def _queued(self, scene: Scene, job: Job) -> Answer:
        position = await self._jobs.position(job.id, scene.now)
        key = "progress.queued" if position.ahead else "progress.next"
        wait = "" if position.seconds is None else scene.texts.duration(scene.language, position.seconds)
        place = scene.texts.ordinal(scene.language, position.ahead + 1)
        words = scene.answer(key, scene.button(Action.CANCEL, job.id), place=place, wait=wait, code=job.id)
        return replace(words, pending=Pending(job.id, position.seconds))

    async def _announced(self, platform: ChatPlatform, job: Job, message: str | None) -> None:
        """The waiting message stands: remember it, or take it away when the picture was faster."""
        if message is None or not platform.traits.edits:
            return
        await self._jobs.remember_waiting(job.id, message)
        now = await self._jobs.get(job.id)
        if now is not None and now.state.ended:
            await platform.remove(job.address, message)

    async def _from(self, scene: Scene, job: Job, action: Action, request: ImageRequest) -> Said:
        children = await self._jobs.children(job.id)
        if any(not child.state.ended for child in children):
            return Said(
                toast=scene.say("press.twice"), answer=None if scene.incoming.press else scene.answer("press.twice")
            )
        # Two presses at the same instant, in two processes even, make the same event and so one job.
        event = f"{action.value}:{job.id}:{len(children)}"
        return await self.place(scene, request, parent=job.id, event=event)

    # ── what is sent along ──

    async def _references(self, scene: Scene) -> tuple[str, ...]:
        incoming, replied = scene.incoming, scene.incoming.replied
        pictures = [a for a in incoming.attachments if a.kind is AttachmentKind.PICTURE]
        known: tuple[str, ...] = ()
        if replied is not None:
            stored = await self._gallery.by_message(incoming.chat.platform, incoming.chat.id, replied.message)
            known = tuple(picture.digest for picture in stored)
            if not known:
                pictures += [a for a in replied.attachments if a.kind is AttachmentKind.PICTURE]
        if len(known) + len(pictures) > self._allowance.references:
            raise BadReference("reference.too_many", limit=self._allowance.references)
        sent = [
            await self._studio.keep(await scene.platform.fetch(attachment, self._allowance.reference_bytes))
            for attachment in pictures
        ]
        return (*known, *sent)
