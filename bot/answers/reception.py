"""The reception: reads what a message asks for, checks that it may be asked here and now, and leads it to its room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.answers.corrections import Corrections
from bot.answers.presses import Presses
from bot.answers.rejections import Rejections
from bot.answers.scene import Said, Scene
from bot.answers.threshold import Threshold
from bot.commands.entry import Command
from bot.commands.grammar import parse
from bot.commands.values import Names
from bot.errors import NotAllowed, Rejection
from bot.model import AttachmentKind


class Room(Protocol):
    """Answers one family of commands. A new command is a value in `bot.commands`, a case in a room, and its words."""

    @property
    def commands(self) -> tuple[type[Command], ...]: ...

    async def answer(self, scene: Scene, command: Command) -> Said: ...


class Reception:
    def __init__(
        self,
        rooms: Sequence[Room],
        presses: Presses,
        *,
        corrections: Corrections,
        threshold: Threshold,
        names: Names,
        rejections: Rejections,
    ) -> None:
        self._rooms = {command: room for room in rooms for command in room.commands}
        self._presses = presses
        self._corrections = corrections
        self._threshold = threshold
        self._names = names
        self._rejections = rejections

    async def close(self) -> None:
        await self._presses.close()

    async def answer(self, scene: Scene) -> Said:
        """Raises `Rejection`s; their words are made by `reject`."""
        if scene.incoming.press is not None:
            await self._threshold.press(scene, scene.incoming.press.action)
            return await self._presses.answer(scene, scene.incoming.press)
        if scene.incoming.edited and (said := await self._corrections.answer(scene)) is not None:
            return said
        text = await self._threshold.text(scene)
        if not text.strip():
            return self._speechless(scene)
        command = parse(text, private=scene.private, names=self._names)
        if command is None or not await self._threshold.open(scene, command, text):
            return _silence(scene)
        room = self._rooms.get(type(command))
        if room is None:
            raise NotAllowed("command.not_here")
        return await room.answer(scene, command)

    async def reject(self, scene: Scene, rejection: Rejection) -> Said:
        """What went wrong, in the person's language."""
        return await self._rejections.said(scene, rejection)

    def _speechless(self, scene: Scene) -> Said:
        """A picture without words: in private we ask what to change, and say what we can read; in a group nothing was asked."""
        attached = {attachment.kind for attachment in scene.incoming.attachments}
        if not scene.private or not attached:
            return _silence(scene)
        return Said(scene.answer(scene.as_here("edit.how") if AttachmentKind.PICTURE in attached else "prompt.unread"))


def _silence(scene: Scene) -> Said:
    """Nothing was asked, or the group lets it not be asked: a platform that shows an open answer has it closed with a line."""
    return Said(scene.answer("group.silent")) if scene.platform.traits.owed else Said()
