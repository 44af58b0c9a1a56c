"""Where a platform cannot say who is a group's admin, an owner of the service makes a code, and whoever sends it there is."""

from __future__ import annotations

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.group import Claim
from bot.errors import NotAllowed
from bot.ports import ClaimStore

_MINUTES = 10


class Claims:
    def __init__(self, claims: ClaimStore) -> None:
        self._claims = claims

    commands = (Claim,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotFound` for a wrong code, `NotAllowed` for a chat or a sender that cannot claim."""
        sender = scene.incoming.sender
        if scene.private or not isinstance(command, Claim):
            raise NotAllowed("group.only")
        if sender is None:
            raise NotAllowed("person.none")
        if command.code is None:
            if not scene.owner:
                raise NotAllowed("owner.only")
            code = await self._claims.offer(scene.incoming.chat, scene.now)
            return Said(scene.quiet("claim.code", minutes=_MINUTES, code=code))
        await self._claims.redeem(scene.incoming.chat, sender, command.code, scene.now)
        return Said(scene.answer("claim.done"))
