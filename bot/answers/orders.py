"""Asking for pictures: a new one, an edit, the same again, a variation, another try. All become one kind of order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answers.album import Album
from bot.answers.placing import Placing
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.picture import Again, Edit, Imagine, Vary
from bot.errors import BadReference, NotAllowed, NotFound, UnsupportedRequest
from bot.model import Action, AttachmentKind, ImageRequest, Job, StoredPicture
from bot.ports import Entry, GalleryStore
from bot.studio import Studio

Styled = Callable[[Scene, ImageRequest], ImageRequest]


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be sent along: so many references, each of at most so many bytes."""

    references: int = 14
    reference_bytes: int = 20_000_000


class Orders:
    """Words, pictures sent along and earlier pictures become requests. `styled` fills in the style a person has kept."""

    def __init__(
        self,
        *,
        placing: Placing,
        studio: Studio,
        gallery: GalleryStore,
        album: Album,
        styled: Styled,
        caps: Caps | None = None,
    ) -> None:
        self._placing = placing
        self._studio = studio
        self._gallery = gallery
        self._album = album
        self._styled = styled
        self._caps = caps or Caps()

    commands = (Imagine, Edit, Again, Vary)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case Imagine() | Edit():
                return await self._placing.place(scene, await self.read(scene, command))
            case Vary(code=code):
                entry = await self._entry(scene, code)
                return await self.vary(scene, entry.job, entry.pictures[0])
            case Again(code=code):
                return await self.again(scene, (await self._entry(scene, code)).job)
            case _:
                raise NotAllowed("command.not_here")

    async def read(self, scene: Scene, command: Imagine | Edit) -> ImageRequest:
        """The whole request, with what was sent along or replied to. Raises `BadReference` where there is nothing to edit."""
        references = await self._references(scene, edit=isinstance(command, Edit))
        if isinstance(command, Edit) and not references:
            raise BadReference("edit.nothing")
        request = self._styled(scene, command.request) if isinstance(command, Imagine) else command.request
        return replace(request, references=references)

    async def again(self, scene: Scene, job: Job) -> Said:
        """The same request with a new seed. Pressing twice while one is being drawn orders one."""
        return await self._placing.again(scene, job, Action.AGAIN, replace(job.request, seed=None, fresh=True))

    async def vary(self, scene: Scene, job: Job, picture: StoredPicture) -> Said:
        """A variation of one picture: it becomes the reference; where nobody takes references, a new seed must do."""
        request = replace(job.request, references=(picture.digest,), seed=None, count=1, fresh=True)
        try:
            self._studio.price(request)
        except UnsupportedRequest:
            request = replace(request, references=job.request.references)
        return await self._placing.again(scene, job, Action.VARY, request)

    async def retry(self, scene: Scene, job: Job) -> Said:
        """A failed job once more, as it was."""
        return await self._placing.again(scene, job, Action.RETRY, job.request)

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

    # ── what is sent along ──

    async def _references(self, scene: Scene, *, edit: bool) -> tuple[str, ...]:
        """A post's picture is meant by who asks to change it, not by everybody who draws something below that post."""
        incoming, replied = scene.incoming, scene.incoming.replied
        if replied is not None and replied.above and not edit:
            replied = None
        if any(a.kind is AttachmentKind.OTHER for a in incoming.attachments):
            raise BadReference("reference.unknown")  # what was sent along was meant: the words alone are another wish
        pictures = [a for a in incoming.attachments if a.kind is AttachmentKind.PICTURE]
        known: tuple[str, ...] = ()
        if replied is not None:
            stored = await self._gallery.by_message(incoming.chat.platform, incoming.chat.id, replied.message)
            known = tuple(picture.digest for picture in stored)
            if not known:
                pictures += [a for a in replied.attachments if a.kind is AttachmentKind.PICTURE]
        if len(known) + len(pictures) > self._caps.references:
            raise BadReference("reference.too_many", limit=self._caps.references)
        sent = [
            await self._studio.keep(await scene.platform.fetch(attachment, self._caps.reference_bytes))
            for attachment in pictures
        ]
        return (*known, *sent)
