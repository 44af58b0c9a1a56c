"""Where the money went, and where it is going: sums by whatever is asked for, and the month's end at this pace. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model import Window
from bot.ports import Spend

PACE = 7
"""Days that the pace is taken from."""


class By(StrEnum):
    DAY = "day"
    PROVIDER = "provider"
    MODEL = "model"
    CHAT = "chat"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Sum:
    """`name` is a day, a provider, `provider/model`, a chat (`telegram:-100`) or a person's number."""

    name: str
    calls: int
    pictures: int
    tokens: int
    micros: int


def sums(spends: Sequence[Spend], by: By) -> tuple[Sum, ...]:
    """Days in order, everything else dearest first."""
    found: dict[str, list[Spend]] = {}
    for spend in spends:
        found.setdefault(_name(spend, by), []).append(spend)
    added = [
        Sum(name, *(sum(each) for each in zip(*((s.calls, s.pictures, s.tokens, s.micros) for s in its), strict=True)))
        for name, its in found.items()
    ]
    if by is By.DAY:
        return tuple(sorted(added, key=lambda each: each.name))
    return tuple(sorted(added, key=lambda each: (-each.micros, -each.calls, each.name)))


def _name(spend: Spend, by: By) -> str:
    match by:
        case By.DAY:
            return spend.day
        case By.PROVIDER:
            return spend.provider
        case By.MODEL:
            return f"{spend.provider}/{spend.model}"
        case By.CHAT:
            return spend.chat
        case By.PERSON:
            return "-" if spend.person is None else str(spend.person)


def called(name: str, by: By, people: Mapping[int, str]) -> str:
    """A sum's name for a reader: people are called what they call themselves, beside their number."""
    if by is not By.PERSON or not name.isdecimal():
        return name
    return f"#{name} {people.get(int(name), '')}".strip()


def forecast(month: Window, now: datetime, this_month: int, lately: int) -> int:
    """Micro-USD at the end of `month`: what it cost so far, and the rest at the pace of the last `PACE` days (`lately`)."""
    left = max(timedelta(), month.ends - now)
    return this_month + round(lately * (left / timedelta(days=PACE)))
