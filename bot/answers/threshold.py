"""The threshold: what a message really says (a text file is words too), and whether its chat is open to it now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.answers.members import Members
from bot.answers.scene import Scene
from bot.answers.text_files import text_of
from bot.commands.entry import Command
from bot.commands.grammar import is_command
from bot.commands.group import GroupCommand
from bot.commands.operator import OperatorCommand
from bot.commands.picture import Again as AgainCommand
from bot.commands.picture import Batch, Edit, Imagine, Vary
from bot.errors import NotAllowed
from bot.model import Action, AttachmentKind, GroupSettings, Mode

_TEXT_FILE_BYTES = 1_000_000  # in whole megabytes, as it is told
_SPENDING_PRESSES = frozenset({Action.AGAIN, Action.VARY, Action.RETRY, Action.TAKE, Action.DRAW, Action.FRESH})
_SPENDING = (Imagine, Edit, AgainCommand, Vary, Batch)


class Threshold:
    def __init__(self, members: Members) -> None:
        self._members = members

    async def text(self, scene: Scene) -> str:
        """The words of a message and of the text file sent along. Raises `BadPrompt` when that is no text."""
        parts = [scene.incoming.text]
        for attachment in scene.incoming.attachments:
            if attachment.kind is AttachmentKind.TEXT:
                data = await scene.platform.fetch(attachment, _TEXT_FILE_BYTES)
                parts.append(text_of(data, attachment.name))
        return "\n".join(part for part in parts if part.strip())

    async def open(self, scene: Scene, command: Command, text: str) -> bool:
        """Whether the group lets this pass. Raises `NotAllowed` where the sender should hear why it does not."""
        group = scene.group
        if scene.private or group is None or isinstance(command, GroupCommand | OperatorCommand):
            return True
        if group.mode is Mode.OFF:
            return False
        if group.mode is Mode.COMMANDS and not is_command(text):
            return False
        if isinstance(command, _SPENDING):
            await self._may_spend(scene, group)
        return True

    async def press(self, scene: Scene, action: Action) -> None:
        """Raises `NotAllowed` for a button that spends where the group lets nobody spend now."""
        if action in _SPENDING_PRESSES and scene.group is not None and not scene.private:
            if scene.group.mode is Mode.OFF:
                raise NotAllowed("group.is_paused")
            await self._may_spend(scene, scene.group)

    async def _may_spend(self, scene: Scene, group: GroupSettings) -> None:
        if group.paused:
            raise NotAllowed("group.is_paused")
        if group.quiet and _within(group.quiet, scene.now, scene.here):
            if await self._members.is_admin(scene):
                return
            raise NotAllowed("group.is_quiet", until=f"{group.quiet[1] // 60:02}:{group.quiet[1] % 60:02}")


def _within(quiet: tuple[int, int], now: datetime, zone: str) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    start, end = quiet
    return start <= minute < end if start <= end else minute >= start or minute < end
