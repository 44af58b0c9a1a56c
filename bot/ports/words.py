"""Checks and rewriting of prompts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Verdict:
    """`allowed`, or the reason (a text key) it is not; `strike`: it counts against the person.

    `decided` False: nobody could judge the prompt, and what happens then is the operator's rule.
    """

    allowed: bool
    reason: str = ""
    strike: bool = True
    decided: bool = True


class Moderator(Protocol):
    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict: ...


class Translator(Protocol):
    async def english(self, prompt: str) -> str:
        """The prompt in English, what is in quotation marks left as it is; empty when there is no telling."""
        ...


class Polisher(Protocol):
    async def polish(self, prompt: str, language: str) -> str:
        """A richer prompt that asks for the same picture."""
        ...
