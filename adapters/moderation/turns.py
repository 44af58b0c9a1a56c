"""Several checks, one after the other: the first no is the answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import Moderator, Verdict


class InTurn:
    """Implements `bot.ports.Moderator`. Put the cheap ones first: what they refuse is never sent to anybody."""

    def __init__(self, moderators: Sequence[Moderator]) -> None:
        self._moderators = moderators

    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict:
        for moderator in self._moderators:
            verdict = await moderator.judge(prompt, strict=strict, language=language)
            if not verdict.allowed:
                return verdict
        return Verdict(allowed=True)
