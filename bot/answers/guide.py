"""The guide: help for what somebody can do here, their settings at a glance."""

from __future__ import annotations

from collections.abc import Callable

from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Audience, Command
from bot.commands.help import help_text, topic_text
from bot.commands.member import Help, Settings
from bot.errors import NotAllowed
from bot.ports import Answer
from bot.texts.styles import Style

Kept = Callable[[Scene], Style | None]
"""The style that whoever asks has chosen for all pictures."""


class Guide:
    def __init__(self, members: Members, kept: Kept) -> None:
        self._members = members
        self._kept = kept

    commands = (Help, Settings)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case Help(topic=str() as topic):
                return Said(Answer(topic_text(scene.say, topic)))
            case Help():
                return Said(Answer(await self._help(scene)))
            case Settings():
                return Said(await self._settings(scene))
            case _:
                raise NotAllowed("command.not_here")

    async def _settings(self, scene: Scene) -> Answer:
        """Which accounts are linked is for the private chat."""
        style = self._kept(scene)
        accounts = await self._members.accounts(scene.person.id) if scene.person is not None and scene.private else ()
        return scene.answer(
            "settings.show",
            language=scene.language,
            zone=scene.timezone,
            style=style.title(scene.language) if style is not None else "",
            accounts=", ".join(sorted(map(str, accounts))) if len(accounts) > 1 else "",
        )

    async def _help(self, scene: Scene) -> str:
        audience = await self._audience(scene)
        return help_text(scene.say, audience, private=scene.private, sells=scene.platform.traits.sells)

    async def _audience(self, scene: Scene) -> Audience:
        if scene.owner:
            return Audience.OWNER
        admin = not scene.private and await self._members.is_admin(scene)
        return Audience.ADMIN if admin else Audience.MEMBER
