"""The reception: reads what a message asks for, checks that it may be asked here and now, and leads it to its room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.answers.account import exceeded_words
from bot.answers.presses import Presses
from bot.answers.scene import Said, Scene
from bot.answers.threshold import Threshold
from bot.commands.entry import Command
from bot.commands.grammar import parse
from bot.commands.values import Names
from bot.errors import NotAllowed, QuotaExceeded, Rejection
from bot.model import AttachmentKind
from bot.ports import Answer

_TOAST = 200  # characters that Telegram shows as the answer to a press


class Room(Protocol):
    """Answers one family of commands. A new command is a value in `bot.commands`, a case in a room, and its words."""

    @property
    def commands(self) -> tuple[type[Command], ...]: ...

    async def answer(self, scene: Scene, command: Command) -> Said: ...


class Reception:
    def __init__(self, rooms: Sequence[Room], presses: Presses, threshold: Threshold, names: Names) -> None:
        self._rooms = {command: room for room in rooms for command in room.commands}
        self._presses = presses
        self._threshold = threshold
        self._names = names

    async def answer(self, scene: Scene) -> Said:
        """Raises `Rejection`s; their words are made by `reject`."""
        if scene.incoming.press is not None:
            return await self._presses.answer(scene, scene.incoming.press)
        text = await self._threshold.text(scene)
        if not text.strip():
            return self._speechless(scene)
        command = parse(text, private=scene.private, names=self._names)
        if command is None or not await self._threshold.open(scene, command, text):
            return Said()
        room = self._rooms.get(type(command))
        if room is None:
            raise NotAllowed("command.not_here")
        return await room.answer(scene, command)

    def reject(self, scene: Scene, rejection: Rejection) -> Said:
        """What went wrong, in the person's language, for their eyes alone where the platform can."""
        if isinstance(rejection, QuotaExceeded):
            words = exceeded_words(scene, rejection)
        else:
            words = scene.say(rejection.key, **rejection.fields)
        if scene.incoming.press is not None and len(words) <= _TOAST:
            return Said(toast=words)
        return Said(Answer(words, quiet_to=scene.whisper()))

    def _speechless(self, scene: Scene) -> Said:
        """A picture without words: in private we ask what to change; in a group nothing was asked."""
        attached = any(a.kind is AttachmentKind.PICTURE for a in scene.incoming.attachments)
        return Said(scene.answer("edit.how")) if scene.private and attached else Said()
