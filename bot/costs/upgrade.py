"""When to pay for more: five signs, a score out of 100, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.costs.calculator import BadNumber, exact, share


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`response_ms` on average; `uptime` required, 0 to 1; `revenue` in USD a request; `growth` 0.25 is a quarter more."""

    daily_requests: int
    response_ms: Decimal | float = 0
    uptime: Decimal | float = 0
    revenue: Decimal | float = 0
    growth: Decimal | float = 0


class Sign(StrEnum):
    VOLUME = "volume"
    LATENCY = "latency"
    AVAILABILITY = "availability"
    REVENUE = "revenue"
    GROWTH = "growth"


class Advice(StrEnum):
    NOW = "upgrade_now"
    PLAN = "plan"
    MONITOR = "monitor"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """`points` of each sign that is there. `usd` a month, from and to; `roi_percent` expected, `months` until then (0: open)."""

    points: tuple[tuple[Sign, int], ...]
    score: int
    advice: Advice
    usd: tuple[int, int]
    roi_percent: int
    months: int


def upgrade(situation: Situation) -> Upgrade:
    """Raises `BadNumber`."""
    points = tuple((sign, worth) for sign, worth, there in _signs(situation) if there)
    score = sum(worth for _, worth in points)
    if score >= 70:
        return Upgrade(points, score, Advice.NOW, (300, 500), 300, 3)
    if score >= 50:
        return Upgrade(points, score, Advice.PLAN, (100, 300), 150, 2)
    if score >= 30:
        return Upgrade(points, score, Advice.MONITOR, (50, 100), 50, 0)
    return Upgrade(points, score, Advice.STAY, (0, 0), 0, 0)


def _signs(situation: Situation) -> tuple[tuple[Sign, int, bool], ...]:
    numbers = {
        "daily_requests": Decimal(situation.daily_requests),
        "response_ms": exact(situation.response_ms),
        "revenue": exact(situation.revenue),
    }
    for name, value in numbers.items():
        if not value.is_finite() or value < 0:
            raise BadNumber(f"{name} is {value}: it cannot be below 0")
    return (
        (Sign.VOLUME, 30, situation.daily_requests > 1500),
        (Sign.LATENCY, 25, numbers["response_ms"] > 500),
        (Sign.AVAILABILITY, 20, share("uptime", situation.uptime) > Decimal("0.99")),
        (Sign.REVENUE, 15, numbers["daily_requests"] * numbers["revenue"] > 100),
        (Sign.GROWTH, 10, exact(situation.growth) > Decimal("0.2")),
    )
