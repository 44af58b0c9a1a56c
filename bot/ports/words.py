"""Checks and rewriting of prompts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Limit


@dataclass(frozen=True, slots=True)
class Bill:
    """What one answer of a language model cost."""

    provider: str
    model: str
    tokens: int
    micros: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """`allowed`, or the reason (a text key) it is not; `strike`: it counts against the person.

    `decided` False: nobody could judge the prompt, and what happens then is the operator's rule. `bills`: what judging cost.
    """

    allowed: bool
    reason: str = ""
    strike: bool = True
    decided: bool = True
    bills: tuple[Bill, ...] = ()


class Moderator(Protocol):
    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Worded:
    """Words, and what they cost; None: nothing."""

    words: str
    bill: Bill | None = None


class Translator(Protocol):
    async def english(self, prompt: str) -> Worded:
        """The prompt in English, what is in quotation marks left as it is; empty when there is no telling."""
        ...


class Polisher(Protocol):
    async def polish(self, prompt: str, language: str) -> Worded:
        """A richer prompt that asks for the same picture."""
        ...


class WordingStore(Protocol):
    """How often a language model has been asked for whom, and what it cost."""

    async def admit(self, who: str, limits: Sequence[Limit], budget: Sequence[Limit], now: datetime) -> bool:
        """Count one question. False, and nothing is counted: no more of them now, or the money for everybody is spent."""
        ...

    async def pay(self, bill: Bill, budget: Sequence[Limit], now: datetime) -> None: ...
