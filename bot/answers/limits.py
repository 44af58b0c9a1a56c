"""The limits of a group as its admins see and set them, and who is shut out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answers.account import rule_name
from bot.answers.members import Members
from bot.answers.scene import Scene
from bot.commands.group import SetLimit, Whom
from bot.errors import NotAllowed
from bot.model import Limit, Rule, ScopeKind
from bot.ports import Answer, GroupStore, QuotaStore
from bot.quota.limits import format_limits


class GroupLimits:
    def __init__(
        self, *, groups: GroupStore, quota: QuotaStore, members: Members, limits: Mapping[ScopeKind, Sequence[Limit]]
    ) -> None:
        self._groups = groups
        self._quota = quota
        self._members = members
        self._limits = limits

    async def shown(self, scene: Scene) -> Answer:
        """Every rule of this group, its use today, and who set it."""
        chat = scene.incoming.chat
        rules = await self._groups.rules(chat)
        lines = [scene.say("limit.title", title=chat.title or chat.id)]
        if scene.person is not None:
            quota = await self._quota.quota(scene.person, chat, scene.timezone, self._limits, scene.now)
            lines += [
                scene.say("limit.line", rule=rule_name(scene, u), used=u.used, amount=u.rule.limit.amount, by=u.rule.by)
                for u in quota.usages
                if u.rule.kind in {ScopeKind.GROUP, ScopeKind.MEMBER}
            ]
        own = [rule for rule in rules if rule.kind is ScopeKind.MEMBER]
        lines += [await self._exception(scene, rule) for rule in own if rule.scope.count(":") > 2]
        lines += await self._blocked(scene)
        if len(lines) == 1:
            lines.append(scene.say("limit.none"))
        return Answer("\n".join(lines), quiet_to=scene.whisper())

    async def _exception(self, scene: Scene, rule: Rule) -> str:
        person = int(rule.scope.rpartition(":")[2])
        name = await self._members.name(person)
        return scene.say("limit.person", name=name, limits=format_limits([rule.limit]), by=rule.by)

    async def _blocked(self, scene: Scene) -> list[str]:
        people = await self._groups.blocked(scene.incoming.chat)
        return [scene.say("limit.blocked", name=await self._members.name(person)) for person in people]

    async def set(self, scene: Scene, command: SetLimit) -> Answer:
        if command.scope not in {ScopeKind.GROUP, ScopeKind.MEMBER}:
            raise NotAllowed("owner.only")
        whom = await self._members.meant(scene, command.whom) if command.whom is not None else None
        new = format_limits(command.limits or ())
        name = (
            await self._members.name(whom.id) if whom is not None else scene.say(f"limit.scope_{command.scope.value}")
        )
        change = scene.change(f"limit {command.scope.value} {name if whom else ''}".strip(), "", new)
        await self._groups.set_rule(
            scene.incoming.chat, command.scope, command.limits, whom.id if whom is not None else None, change
        )
        key = "limit.removed" if command.limits is None else "limit.unlimited" if not command.limits else "limit.set"
        return scene.answer(key, name=name, limits=new)

    # ── people ──

    async def block(self, scene: Scene, whom: Whom, *, blocked: bool) -> Answer:
        person = await self._members.meant(scene, whom)
        word = "block" if blocked else "unblock"
        name = await self._members.name(person.id)
        change = scene.change(f"{word} {name}", "", word)
        await self._groups.block(scene.incoming.chat, person.id, blocked, change)
        return scene.answer(f"{word}.done", name=name)
