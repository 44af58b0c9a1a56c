"""What the record says about a period, as the numbers the calculator, the plan and the upgrade score ask for. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.costs.calculator import Tariff
from bot.costs.upgrade import Situation
from bot.model import Fund
from bot.ports import WORDS, Spend, Tally

FEW = 7
"""With fewer days than this there is no saying whether it grows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`hits` of `requests` were served from memory; `calls` for `pictures` were paid or could have been.

    `growth` 0.25: a quarter more.
    """

    days: int
    requests: int
    hits: int
    peak_hour: int
    calls: int
    pictures: int
    micros: int
    response_ms: int
    growth: Decimal

    @property
    def daily_requests(self) -> int:
        return math.ceil(self.requests / self.days)

    @property
    def hit_rate(self) -> Decimal:
        return round(Decimal(self.hits) / self.requests, 4) if self.requests else Decimal(0)

    def tariff(self, otherwise: Tariff) -> Tariff:
        """What a picture really cost, beside the free allowance that `otherwise` knows."""
        each = self.micros // self.pictures if self.pictures else 0
        return Tariff(otherwise.free_per_day, each) if each else otherwise

    def situation(self, *, uptime: Decimal | float = 0, revenue: Decimal | float = 0) -> Situation:
        return Situation(
            daily_requests=self.daily_requests,
            response_ms=self.response_ms,
            uptime=uptime,
            revenue=revenue,
            growth=self.growth,
        )

    def numbers(self) -> dict[str, int | float]:
        """For JSON."""
        return {
            "days": self.days,
            "requests": self.requests,
            "daily_requests": self.daily_requests,
            "cache_hit_rate": float(self.hit_rate),
            "peak_hour_requests": self.peak_hour,
            "avg_response_time_ms": self.response_ms,
            "growth_rate": float(self.growth),
            "calls": self.calls,
            "pictures": self.pictures,
            "spent": self.micros / 1_000_000,
        }


def recorded(
    tallies: Sequence[Tally],
    spends: Sequence[Spend],
    hours: Sequence[tuple[datetime, int]],
    seconds: Sequence[float],
    *,
    days: int,
    until: datetime,
) -> Recorded:
    """`seconds` are what the newest drawings took. Days without any request count too, words without a picture do not."""
    drawn = [spend for spend in spends if spend.chat != WORDS]
    return Recorded(
        days=days,
        requests=sum(tally.jobs for tally in tallies),
        hits=sum(tally.jobs for tally in tallies if tally.fund is Fund.REUSED),
        peak_hour=max((count for _, count in hours), default=0),
        calls=sum(spend.calls for spend in drawn),
        pictures=sum(spend.pictures for spend in drawn),
        micros=sum(spend.micros for spend in drawn),
        response_ms=round(1000 * sum(seconds) / len(seconds)) if seconds else 0,
        growth=_growth(hours, until - timedelta(days=days / 2)) if days >= FEW else Decimal(0),
    )


def _growth(hours: Sequence[tuple[datetime, int]], middle: datetime) -> Decimal:
    """The second half against the first; nothing to compare with is no growth."""
    before = sum(count for hour, count in hours if hour < middle)
    after = sum(count for hour, count in hours if hour >= middle)
    return round(Decimal(after - before) / before, 4) if before else Decimal(0)
