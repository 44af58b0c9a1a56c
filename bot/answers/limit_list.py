"""The limits of a group as its admins see them: how far each is used, who set it, who is excepted or shut out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answers.account import limits_words, rule_name
from bot.answers.members import Members
from bot.answers.scene import Scene
from bot.model import Limit, Person, Rule, ScopeKind, Usage
from bot.ports import Answer, GroupStore, QuotaStore
from bot.quota.rules import member_scope


class LimitList:
    """`limits` are the operator's defaults."""

    def __init__(
        self, *, groups: GroupStore, quota: QuotaStore, members: Members, limits: Mapping[ScopeKind, Sequence[Limit]]
    ) -> None:
        self._groups = groups
        self._quota = quota
        self._members = members
        self._limits = limits

    async def shown(self, scene: Scene) -> Answer:
        """Every rule of this group, its use today, and who set it; exceptions, and who is shut out."""
        chat = scene.incoming.chat
        lines = [scene.say("limit.title", title=chat.title or chat.id)]
        lines += [await self._line(scene, usage) for usage in await self.usages(scene, scene.person)]
        rules = [rule for rule in await self._groups.rules(chat) if rule.kind is ScopeKind.MEMBER]
        if scene.person is None:
            lines += await self._everybodys(scene, rules)
        lines += await self._exceptions(scene, [rule for rule in rules if rule.scope != member_scope(chat)])
        for person, by in (await self._groups.exempt(chat)).items():
            name, who = await self._members.name(person), await self._members.called(scene, by)
            lines.append(scene.say("limit.free", name=name, by=who))
        for person in await self._groups.blocked(chat):
            lines.append(scene.say("limit.blocked", name=await self._members.name(person)))
        if len(lines) == 1:
            lines.append(scene.say("limit.none"))
        return Answer("\n".join(lines), quiet_to=scene.whisper())

    async def usages(self, scene: Scene, person: Person | None) -> list[Usage]:
        """Of the group, and of this member."""
        quota = await self._quota.quota(person, scene.incoming.chat, scene.timezone, self._limits, scene.now)
        return [usage for usage in quota.usages if usage.rule.kind in {ScopeKind.GROUP, ScopeKind.MEMBER}]

    async def _line(self, scene: Scene, usage: Usage, name: str = "") -> str:
        return scene.say(
            "limit.line",
            name=name,
            rule=rule_name(scene, usage),
            used=usage.used,
            amount=usage.rule.limit.amount,
            by=await self._members.called(scene, usage.rule.by),
        )

    async def _everybodys(self, scene: Scene, rules: Sequence[Rule]) -> list[str]:
        """The rule for members, for somebody who is none (an anonymous admin)."""
        own = [rule for rule in rules if rule.scope == member_scope(scene.incoming.chat)]
        limits = [rule.limit for rule in own] or self._limits.get(ScopeKind.MEMBER, ())
        if not limits:
            return []
        by = await self._members.called(scene, own[0].by if own else "operator")
        name = scene.say("limit.scope_member")
        return [scene.say("limit.person", name=name, limits=limits_words(scene, limits), by=by)]

    async def _exceptions(self, scene: Scene, rules: Sequence[Rule]) -> list[str]:
        """With what they used; the asker's own stand above."""
        lines: list[str] = []
        mine = 0 if scene.person is None else scene.person.id
        for number in dict.fromkeys(int(rule.scope.rpartition(":")[2]) for rule in rules):
            person = None if number == mine else await self._members.person(number)
            if person is None:
                continue
            name = await self._members.name(number)
            usages = await self.usages(scene, person)
            lines += [await self._line(scene, u, name) for u in usages if u.rule.kind is ScopeKind.MEMBER]
        return lines
