"""What to do about cost: measures that the numbers call for, the most urgent first; and which step of growth a volume is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from bot.costs.calculator import BadNumber, exact, share


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Means(StrEnum):
    CACHE = "cache"
    BATCHING = "batching"
    NEAR_DUPLICATES = "near_duplicates"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to switch on. `gain` in percent, from and to: fewer requests, for BATCHING more throughput."""

    priority: Priority
    means: Means
    gain: tuple[int, int]


def plan(daily_requests: int, peak_hour_requests: int = 0, similar_share: Decimal | float = 0) -> tuple[Measure, ...]:
    """Cache above 1,500 a day, batching above 100 in the busiest hour, near-duplicate offers above 20 % similar ones."""
    if daily_requests < 0 or peak_hour_requests < 0:
        raise BadNumber("requests cannot be below 0")
    measures: list[Measure] = []
    if daily_requests > 1500:
        measures.append(Measure(Priority.HIGH, Means.CACHE, (30, 50)))
    if peak_hour_requests > 100:
        measures.append(Measure(Priority.MEDIUM, Means.BATCHING, (40, 40)))
    if share("similar_share", similar_share) > Decimal("0.2"):
        measures.append(Measure(Priority.LOW, Means.NEAR_DUPLICATES, (10, 15)))
    return tuple(measures)


class Step(StrEnum):
    """How a service of some volume is best run."""

    FREE = "free"
    FREE_AND_CACHE = "free_and_cache"
    SEVERAL_KEYS = "several_keys"
    PAID_BASIC = "paid_basic"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Growth:
    """`below` requests a day (None: no end); `usd` a month, from and to (None: ask for an offer)."""

    step: Step
    below: int | None
    usd: tuple[int, int] | None


STEPS = (
    Growth(Step.FREE, 500, (0, 0)),
    Growth(Step.FREE_AND_CACHE, 1500, (0, 0)),
    Growth(Step.SEVERAL_KEYS, 5000, (0, 50)),
    Growth(Step.PAID_BASIC, 20_000, (200, 500)),
    Growth(Step.ENTERPRISE, None, None),
)


def step(daily_requests: int) -> Growth:
    """Exactly 500 a day is already the second step, exactly 20,000 the last."""
    if daily_requests < 0:
        raise BadNumber(f"daily_requests is {daily_requests}: it cannot be below 0")
    return next(each for each in STEPS if each.below is None or daily_requests < each.below)


WEIGHTS: Mapping[str, int] = MappingProxyType(
    {"cost": 30, "stability": 25, "scalability": 20, "support": 15, "compliance": 10}
)
"""Percent of the decision between offers."""


def weighed(marks: Mapping[str, Decimal | float]) -> Decimal:
    """One mark for an offer from its marks by criterion, on whatever scale they have. Raises `BadNumber`."""
    if marks.keys() != WEIGHTS.keys():
        raise BadNumber(f"marks are needed for exactly: {', '.join(WEIGHTS)}")
    return sum((exact(marks[name]) * weight for name, weight in WEIGHTS.items()), Decimal(0)) / 100
