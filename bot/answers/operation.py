"""What only an owner of the service does by chat: grant, refund, ban, look somebody up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from bot.answers.members import Members
from bot.answers.owners import Owners
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.group import Whom
from bot.commands.operator import Ban, Elsewhere, Grant, RefundJob, ShowPerson, Unban
from bot.errors import NotAllowed, NotFound
from bot.ports import Answer, BanStore, OfficeStore, PackStore


class Room(Protocol):
    """Where a group's own commands are answered."""

    @property
    def commands(self) -> tuple[type[Command], ...]: ...

    async def answer(self, scene: Scene, command: Command) -> Said: ...


class Operation:
    """`elsewhere` are the rooms that an owner may send a command to for another chat."""

    def __init__(
        self,
        *,
        packs: PackStore,
        bans: BanStore,
        office: OfficeStore,
        members: Members,
        elsewhere: Sequence[Room],
        owners: Owners,
    ) -> None:
        self._packs = packs
        self._bans = bans
        self._office = office
        self._members = members
        self._elsewhere = {command: room for room in elsewhere for command in room.commands}
        self._owners = owners

    commands = (Grant, RefundJob, Ban, Unban, ShowPerson, Elsewhere)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for everybody else."""
        if not scene.owner:
            raise NotAllowed("owner.only")
        match command:
            case Grant(whom=whom, units=units, reason=reason):
                return Said(await self._grant(scene, whom, units, reason))
            case RefundJob(job=job, reason=reason):
                return Said(await self._refund(scene, job, reason))
            case Ban():
                return Said(await self._ban(scene, command))
            case ShowPerson(whom=whom):
                return Said(await self._shown(scene, whom))
            case Elsewhere(chat=chat, command=inner):
                room = self._elsewhere.get(type(inner))
                if room is None:
                    raise NotAllowed("group.unsupported")
                return await room.answer(await self._there(scene, chat), inner)
            case Unban(whom=whom):
                person = await self._members.meant(scene, whom)
                await self._bans.unban(person.id, scene.change(f"unban #{person.id}", "banned", ""))
                return Said(scene.answer("unban.done", name=await self._members.name(person.id)))
            case _:
                raise NotAllowed("command.not_here")

    async def _refund(self, scene: Scene, job: int, reason: str) -> Answer:
        units = await self._packs.refund_job(job, scene.actor, reason, scene.now)
        if not units:
            raise NotFound("refund.nothing", code=job)
        return scene.answer("refund.done", code=job, count=units)

    async def _grant(self, scene: Scene, whom: Whom, units: int, reason: str) -> Answer:
        person = await self._members.meant(scene, whom)
        reference = f"{scene.incoming.chat.platform}:{scene.incoming.event}"
        await self._packs.grant(person.id, units, scene.actor, reason, scene.now, reference=reference)
        pack = await self._packs.balance(person.id)
        return scene.answer("grant.done", name=await self._members.name(person.id), count=units, pack=pack)

    async def _ban(self, scene: Scene, ban: Ban) -> Answer:
        person = await self._members.meant(scene, ban.whom)
        if self._owners.include(await self._members.accounts(person.id)):
            raise NotAllowed("ban.owner")
        until = None if ban.days is None else scene.now + timedelta(days=ban.days)
        change = scene.change(
            f"ban #{person.id}",
            "banned" if person.banned_until else "",
            f"{f'{ban.days} days' if ban.days else 'for good'} {ban.reason}".strip(),
        )
        await self._bans.ban(person.id, until, change)
        shown = "" if until is None else scene.texts.moment(scene.language, until, scene.timezone, scene.now)
        return scene.answer("ban.done", name=await self._members.name(person.id), until=shown)

    async def _shown(self, scene: Scene, whom: Whom) -> Answer:
        person = await self._members.meant(scene, whom)
        accounts = await self._office.accounts(1, before=person.id + 1)
        account = accounts[0]
        until = person.banned_until
        return scene.answer(
            "whois.text",
            name=await self._members.name(person.id),
            accounts=", ".join(map(str, account.identities)),
            since=scene.texts.moment(scene.language, account.seen, scene.timezone) if account.seen else "–",
            pictures=account.jobs,
            pack=account.pack,
            until=scene.texts.moment(scene.language, until, scene.timezone) if until else "",
        )

    async def _there(self, scene: Scene, chat: str) -> Scene:
        """The same scene in another group (`telegram:-100`). Raises `NotFound` for one we have never been in."""
        for known, settings in await self._office.groups():
            if str(known) == chat:
                return replace(scene, incoming=replace(scene.incoming, chat=known), group=settings)
        raise NotFound("group.unknown", name=chat)
