"""One person on several platforms: a one-time code made here and typed there joins the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import Link, Unlink
from bot.errors import NotAllowed
from bot.model import Limit, ScopeKind
from bot.ports import LinkStore


class Links:
    """`limits` are the operator's defaults."""

    def __init__(self, links: LinkStore, limits: Mapping[ScopeKind, Sequence[Limit]]) -> None:
        self._links = links
        self._limits = limits

    commands = (Link, Unlink)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Codes are shown and taken in private chats alone: in a group anybody could use them."""
        if not scene.private:
            raise NotAllowed("private.only")
        person, sender = scene.someone(), scene.incoming.sender
        match command:
            case Link(code=None):
                return Said(scene.answer("link.code", code=await self._links.offer(person.id, scene.now)))
            case Link(code=str() as code):
                await self._links.redeem(person.id, code, scene.now)
                return Said(scene.answer("link.done"))
            case Unlink() if sender is not None:
                alone = not await self._links.unlink(sender, self._limits, scene.now)
                return Said(scene.answer("unlink.alone" if alone else "unlink.done"))
            case _:
                raise NotAllowed("command.not_here")
