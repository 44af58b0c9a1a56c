"""Arrivals: who opens the chat, perhaps by a link. A wish typed elsewhere is drawn here; everybody else is greeted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.answers.scene import Said, Scene
from bot.answers.wishes import Wishes, is_token
from bot.commands.asking import imagine
from bot.commands.entry import Command
from bot.commands.member import Start
from bot.commands.picture import Imagine
from bot.commands.values import Names
from bot.errors import NotAllowed, NotFound

Draw = Callable[[Scene, Imagine], Awaitable[Said]]


class Arrivals:
    """`draw` places an order as if its words had been typed here."""

    def __init__(self, wishes: Wishes, draw: Draw, names: Names) -> None:
        self._wishes = wishes
        self._draw = draw
        self._names = names

    commands = (Start,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotFound` for a wish that is over, or somebody else's."""
        if not isinstance(command, Start):
            raise NotAllowed("command.not_here")
        sender = scene.incoming.sender
        if not scene.private or sender is None or not is_token(command.payload):
            return Said(scene.answer("start.private" if scene.private else "start.group"))
        words = await self._wishes.find(sender, command.payload, scene.now)
        if words is None:
            raise NotFound("start.gone")
        return await self._draw(scene, imagine(words, self._names))
