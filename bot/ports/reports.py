"""Numbers for people who run things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Chat, Ending, Fund, State


@dataclass(frozen=True, slots=True)
class Tally:
    """Jobs of one day (`YYYY-MM-DD` in the zone asked for) that share chat, person, state, ending and fund.

    `units`: what they cost in the end; of jobs that have not ended or gave everything back, what was asked for.
    """

    day: str
    chat: str
    person: int | None
    state: State
    ending: Ending | None
    fund: Fund
    jobs: int
    units: int


@dataclass(frozen=True, slots=True)
class Spend:
    """What one day's calls of a model cost, in micro-USD, by chat and person.

    `pictures` are those that were asked for by calls that brought any: not words, nor what was refused.
    """

    day: str
    provider: str
    model: str
    chat: str
    person: int | None
    calls: int
    pictures: int
    tokens: int
    micros: int


WORDS = "house:wording"
"""Under which chat it stands what language models cost: they are asked for words, and no job is drawn by that."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The queue now: jobs by state, how long the oldest waits (seconds), people with something in it."""

    states: Mapping[State, int]
    oldest: float
    people: int


class ReportStore(Protocol):
    """Numbers for people who run things. `since` and `until` bound the time of asking (jobs) or of the call (spend).

    Requests are people's: what was drawn ahead for nobody is spent, but counted only where its own chat is named.
    """

    async def tallies(self, chat: Chat | None, since: datetime, until: datetime, timezone: str) -> list[Tally]: ...

    async def spends(self, since: datetime, until: datetime, timezone: str) -> list[Spend]: ...

    async def hours(self, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
        """Requests in each hour that had any, oldest first."""
        ...

    async def backlog(self, now: datetime) -> Backlog: ...

    async def latencies(self, since: datetime, count: int) -> list[tuple[str, str, float]]:
        """Provider, model and seconds of the newest calls, newest first."""
        ...
