"""What a group's admins may ask there, and who answers: limits, who is shut out, how the bot behaves, who changed what."""

from __future__ import annotations

from bot.answers.audit_log import AuditLog
from bot.answers.behaviour import Behaviour
from bot.answers.limit_list import LimitList
from bot.answers.limits import GroupLimits
from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.group import (
    Audit,
    Block,
    Pause,
    Resume,
    SetLimit,
    SetMode,
    SetModels,
    SetOffers,
    SetQuiet,
    SetSafe,
    ShowGroup,
    ShowLimits,
    Unblock,
)
from bot.errors import NotAllowed
from bot.model import ScopeKind


class Governance:
    def __init__(
        self,
        *,
        limits: GroupLimits,
        listed: LimitList,
        members: Members,
        behaviour: Behaviour,
        log: AuditLog,
    ) -> None:
        self._limits = limits
        self._list = listed
        self._members = members
        self._behaviour = behaviour
        self._log = log

    commands = (
        ShowLimits,
        SetLimit,
        Block,
        Unblock,
        ShowGroup,
        SetMode,
        SetQuiet,
        SetModels,
        SetSafe,
        SetOffers,
        Pause,
        Resume,
        Audit,
    )

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for whoever is no admin of this group now."""
        persons = isinstance(command, SetLimit) and command.scope is ScopeKind.PERSON
        if scene.private and not (persons and scene.owner):
            raise NotAllowed("group.only")
        await self._members.admin(scene)
        match command:
            case ShowLimits():
                return Said(await self._list.shown(scene))
            case SetLimit():
                return Said(await self._limits.set(scene, command))
            case Block(whom=whom):
                return Said(await self._limits.block(scene, whom, blocked=True))
            case Unblock(whom=whom):
                return Said(await self._limits.block(scene, whom, blocked=False))
            case ShowGroup():
                return Said(self._behaviour.shown(scene))
            case Audit(count=count):
                return Said(await self._log.shown(scene, count))
            case _:
                return Said(await self._behaviour.turn(scene, command))
