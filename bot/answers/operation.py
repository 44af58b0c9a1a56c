"""What only an owner of the service does by chat: grant, refund, ban, look somebody up."""

from __future__ import annotations

from datetime import timedelta

from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.group import Whom
from bot.commands.operator import Ban, Elsewhere, Grant, RefundJob, ShowPerson, Unban
from bot.errors import NotAllowed, NotFound
from bot.ports import Answer, BanStore, PackStore


class Operation:
    def __init__(self, *, packs: PackStore, bans: BanStore, members: Members) -> None:
        self._packs = packs
        self._bans = bans
        self._members = members

    commands = (Grant, RefundJob, Ban, Unban, ShowPerson, Elsewhere)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for everybody else."""
        if not scene.owner:
            raise NotAllowed("owner.only")
        match command:
            case Grant(whom=whom, units=units, reason=reason):
                return Said(await self._grant(scene, whom, units, reason))
            case RefundJob(job=job, reason=reason):
                units = await self._packs.refund_job(job, scene.actor, reason, scene.now)
                if not units:
                    raise NotFound("refund.nothing", code=job)
                return Said(scene.answer("refund.done", code=job, count=units))
            case Ban(whom=whom):
                return Said(await self._ban(scene, command))
            case Unban(whom=whom):
                person = await self._members.meant(scene, whom)
                name = await self._members.name(person.id)
                await self._bans.unban(person.id, scene.change(f"unban {name}", "banned", ""))
                return Said(scene.answer("unban.done", name=name))
            case _:
                raise NotAllowed("command.not_here")

    async def _grant(self, scene: Scene, whom: Whom, units: int, reason: str) -> Answer:
        person = await self._members.meant(scene, whom)
        reference = f"{scene.incoming.chat.platform}:{scene.incoming.event}"
        await self._packs.grant(person.id, units, scene.actor, reason, scene.now, reference=reference)
        pack = await self._packs.balance(person.id)
        return scene.answer("grant.done", name=await self._members.name(person.id), count=units, pack=pack)

    async def _ban(self, scene: Scene, ban: Ban) -> Answer:
        person = await self._members.meant(scene, ban.whom)
        name = await self._members.name(person.id)
        until = None if ban.days is None else scene.now + timedelta(days=ban.days)
        change = scene.change(f"ban {name}", "", f"{ban.days or ''} {ban.reason}".strip() or "for good")
        await self._bans.ban(person.id, until, change)
        return scene.answer("ban.done", name=name)
