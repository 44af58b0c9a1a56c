"""Several checks, one after the other: the first no is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.ports import Moderator, Verdict


class InTurn:
    """Implements `bot.ports.Moderator`. Put the cheap ones first: what they refuse is never sent to anybody."""

    def __init__(self, moderators: Sequence[Moderator]) -> None:
        self._moderators = moderators

    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict:
        verdict = Verdict(allowed=True)
        for moderator in self._moderators:
            found = await moderator.judge(prompt, strict=strict, language=language)
            verdict = replace(found, bills=(*verdict.bills, *found.bills))
            if not found.allowed:
                break
        return verdict
