"""The limits of a group as its admins set them, and whom they shut out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answers.account import limits_words
from bot.answers.limit_list import LimitList
from bot.answers.members import Members
from bot.answers.scene import Scene
from bot.commands.group import SetLimit, Whom
from bot.errors import NotAllowed
from bot.model import Limit, Person, ScopeKind
from bot.ports import Answer, GroupStore, OfficeStore, QuotaStore
from bot.quota.limits import format_limits
from bot.quota.rules import group_scope, member_scope, person_scope


class GroupLimits:
    """`limits` are the operator's defaults."""

    def __init__(
        self,
        *,
        groups: GroupStore,
        quota: QuotaStore,
        office: OfficeStore,
        members: Members,
        listed: LimitList,
        limits: Mapping[ScopeKind, Sequence[Limit]],
    ) -> None:
        self._groups = groups
        self._quota = quota
        self._office = office
        self._members = members
        self._list = listed
        self._limits = limits

    async def set(self, scene: Scene, command: SetLimit) -> Answer:
        """Raises `NotAllowed` for what is not a group's to decide."""
        whom = await self._members.meant(scene, command.whom) if command.whom is not None else None
        new = limits_words(scene, command.limits or ())
        name = await self._members.name(whom.id) if whom else scene.say(f"limit.scope_{command.scope.value}")
        await self._write(scene, command, whom)
        if command.limits is None:
            return scene.answer("limit.removed", name=name)
        if command.scope is ScopeKind.GROUP and (most := await self._capped(scene, command.limits)):
            return scene.answer("limit.capped", limits=most)
        words = scene.say("limit.set" if command.limits else "limit.unlimited", name=name, limits=new)
        above = await self._above(scene, command, whom)
        return Answer(f"{words}\n{scene.say('limit.above', limits=above)}" if above else words)

    async def _write(self, scene: Scene, command: SetLimit, whom: Person | None) -> None:
        chat, limits = scene.incoming.chat, command.limits
        new = "default" if limits is None else format_limits(limits)
        match command.scope:
            case ScopeKind.PERSON if scene.owner and whom is not None:
                old = await self._everywhere(person_scope(whom.id))
                await self._office.limit_person(whom.id, limits, scene.change(f"limit person #{whom.id}", old, new))
            case ScopeKind.GROUP:
                change = scene.change("limit group", await self._here(scene, group_scope(chat)), new)
                await self._groups.set_rule(chat, command.scope, limits, None, change)
            case ScopeKind.MEMBER:
                who = None if whom is None else whom.id
                what = "limit member" if who is None else f"limit member #{who}"
                change = scene.change(what, await self._here(scene, member_scope(chat, who)), new)
                await self._groups.set_rule(chat, command.scope, limits, who, change)
            case _:
                raise NotAllowed("owner.only" if not scene.owner else "limit.settings")

    async def _here(self, scene: Scene, scope: str) -> str:
        """What a scope's limit was, for the audit log."""
        chat = scene.incoming.chat
        limits = [rule.limit for rule in await self._groups.rules(chat) if rule.scope == scope]
        freed = any(member_scope(chat, person) == scope for person in await self._groups.exempt(chat))
        return format_limits(limits) if limits or freed else "default"

    async def _everywhere(self, scope: str) -> str:
        limits = [rule.limit for rule in await self._office.overrides() if rule.scope == scope]
        freed = any(one == scope for one, _ in await self._office.freed())
        return format_limits(limits) if limits or freed else "default"

    async def _capped(self, scene: Scene, asked: Sequence[Limit]) -> str:
        """What counts instead, where the operator allows less than was asked for."""
        held = {u.rule.limit.window: u.rule.limit for u in await self._list.usages(scene, None)}
        lower = [held[limit.window] for limit in asked if limit.window in held] if asked else list(held.values())
        return limits_words(scene, lower) if any(limit not in asked for limit in lower) else ""

    async def _above(self, scene: Scene, command: SetLimit, whom: Person | None) -> str:
        """The operator's limits of a person that are met before what a member is allowed here."""
        if command.scope is not ScopeKind.MEMBER or command.limits is None:
            return ""
        limits = self._limits.get(ScopeKind.PERSON, ())
        if whom is not None:
            chat = scene.incoming.chat
            quota = await self._quota.quota(whom, chat, scene.timezone, self._limits, scene.now)
            limits = [usage.rule.limit for usage in quota.usages if usage.rule.kind is ScopeKind.PERSON]
        asked = {limit.window: limit.amount for limit in command.limits}
        lower = [limit for limit in limits if limit.amount < asked.get(limit.window, 0) or not asked]
        return limits_words(scene, lower)

    async def block(self, scene: Scene, whom: Whom, *, blocked: bool) -> Answer:
        """Raises `NotAllowed` for shutting out an admin."""
        person = await self._members.meant(scene, whom)
        if blocked and await self._members.runs(scene, person.id):
            raise NotAllowed("block.admin")
        before = person.id in await self._groups.blocked(scene.incoming.chat)
        old, new = ("blocked" if state else "allowed" for state in (before, blocked))
        word = "block" if blocked else "unblock"
        change = scene.change(f"{word} #{person.id}", old, new)
        await self._groups.block(scene.incoming.chat, person.id, blocked, change)
        return scene.answer(f"{word}.done", name=await self._members.name(person.id))
