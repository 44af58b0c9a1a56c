"""Limits on people, groups and the service, and how far they are used up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WindowKind(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


class ScopeKind(StrEnum):
    """Whose use is counted. MEMBER is one person inside one group."""

    PERSON = "person"
    MEMBER = "member"
    GROUP = "group"
    SERVICE = "service"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of calendar time, `starts` ≤ t < `ends`, both UTC."""

    kind: WindowKind
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """`10/day`. For a BUDGET the amount is micro-USD, else units."""

    amount: int
    window: WindowKind


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit on a scope. `scope` is the counter's key (`person:7`, `member:telegram:-100:7`); `by` is who set it."""

    scope: str
    kind: ScopeKind
    limit: Limit
    by: str = "operator"


@dataclass(frozen=True, slots=True)
class Usage:
    """How far a rule is used up in its current window. `held` is what running jobs have reserved, part of `used`."""

    rule: Rule
    window: Window
    used: int
    held: int

    @property
    def left(self) -> int:
        return max(0, self.rule.limit.amount - self.used)


@dataclass(frozen=True, slots=True)
class Quota:
    """Everything `/quota` shows: every rule that applies, the one that binds next, and units bought or granted."""

    usages: tuple[Usage, ...]
    pack: int

    @property
    def binding(self) -> Usage | None:
        """The usage with the least left; the earliest reset among equals."""
        return min(self.usages, key=lambda u: (u.left, u.window.ends), default=None)
