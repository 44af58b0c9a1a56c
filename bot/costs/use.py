"""A group's use over some days, as `/report` shows it: per day, per member, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DayUse:
    """Pictures delivered on a calendar day of the group's zone, and requests that were refunded."""

    day: date
    delivered: int
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class MemberUse:
    """`name` as its owner typed it: whoever shows it escapes it."""

    name: str
    units: int


@dataclass(frozen=True, slots=True)
class StateCount:
    """Jobs that ended one way; `state` is one of delivered, refused, failed, cancelled."""

    state: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportData:
    """`title` is whole, in the reader's words. `days` in order, one for each day of the period even when nothing happened.

    `members` are the busiest first.
    """

    title: str
    days: tuple[DayUse, ...]
    members: tuple[MemberUse, ...] = ()
    states: tuple[StateCount, ...] = field(default=())

    @property
    def delivered(self) -> int:
        return sum(day.delivered for day in self.days)

    @property
    def refunded(self) -> int:
        return sum(day.refunded for day in self.days)

    def top(self, count: int) -> tuple[tuple[MemberUse, ...], MemberUse | None]:
        """The `count` busiest members, and all others as one without a name (None: there are no others)."""
        ranked = tuple(sorted(self.members, key=lambda member: -member.units))
        rest = ranked[count:]
        return ranked[:count], MemberUse("", sum(member.units for member in rest)) if rest else None
