"""Content: every prompt is judged before anything is spent; strikes add up to a pause; a human hears appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.answers.scene import Scene
from bot.answers.till import Till
from bot.errors import NotAllowed
from bot.ports import BanStore, Change, Moderator, OfficeStore, StrikeStore

_WARNED = 2  # so many strikes before the pause it is announced


@dataclass(frozen=True, slots=True)
class Strictness:
    """How many stopped prompts in a day lead to a pause, and how long (hours) that is."""

    strikes: int = 5
    hours: int = 12


class Judge:
    def __init__(
        self,
        *,
        moderator: Moderator,
        strikes: StrikeStore,
        bans: BanStore,
        office: OfficeStore,
        till: Till,
        strictness: Strictness | None = None,
    ) -> None:
        self._moderator = moderator
        self._strikes = strikes
        self._bans = bans
        self._office = office
        self._till = till
        self._strictness = strictness or Strictness()

    async def pass_or_reject(self, scene: Scene, prompt: str) -> None:
        """Raise `NotAllowed` for a prompt that is not drawn here. The decision is in the audit log, the prompt is not."""
        strict = scene.group is not None and scene.group.strict
        verdict = await self._moderator.judge(prompt, strict=strict, language=scene.language)
        await self._till.pay(verdict.bills, scene.now)
        if verdict.allowed:
            return
        if verdict.decided:
            await self._office.record(scene.change("moderation", "", verdict.reason))
        if scene.person is None or not verdict.strike:
            raise NotAllowed(verdict.reason)
        count = await self._strikes.strike(scene.person.id, verdict.reason, scene.now)
        left = self._strictness.strikes - count
        if left > _WARNED:
            raise NotAllowed(verdict.reason)
        if left > 0:
            raise NotAllowed("moderation.strike", left=left)
        until = scene.now + timedelta(hours=self._strictness.hours)
        change = Change(
            "moderation", str(scene.incoming.chat), f"pause #{scene.person.id}", "", f"{count} strikes", scene.now
        )
        await self._bans.ban(scene.person.id, until, change)
        when = scene.texts.moment(scene.language, until, scene.timezone, scene.now)
        raise NotAllowed("moderation.paused", until=when)
