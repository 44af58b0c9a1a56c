"""One look at what it costs, what to do, whether it pays and when to upgrade: from given numbers or from the record. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.costs.calculator import Cost, Tariff, calculate
from bot.costs.history import Recorded
from bot.costs.plan import Growth, Measure, plan, step
from bot.costs.roi import Roi, roi
from bot.costs.upgrade import Situation, Upgrade, upgrade

REACHED = Decimal("0.4")
"""The hit rate that the plan's cache is assumed to reach: the middle of 30 to 50 % fewer requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`similar` is the share of near-duplicates, `reached` the hit rate hoped for. Money in USD a request in `situation`."""

    situation: Situation
    hit_rate: Decimal | float
    tariff: Tariff
    peak_hour: int = 0
    similar: Decimal | float = 0
    reached: Decimal | float = REACHED


@dataclass(frozen=True, slots=True)
class Review:
    now: Cost
    after: Cost
    measures: tuple[Measure, ...]
    roi: Roi
    upgrade: Upgrade
    step: Growth

    def numbers(self) -> dict[str, object]:
        """For JSON: money in USD."""
        return {
            "cost": self.now.numbers(),
            "cost_after": self.after.numbers(),
            "plan": [
                {"priority": each.priority.value, "measure": each.means.value, "gain_percent": list(each.gain)}
                for each in self.measures
            ],
            "roi": self.roi.numbers(),
            "upgrade": {
                "score": self.upgrade.score,
                "points": {sign.value: worth for sign, worth in self.upgrade.points},
                "advice": self.upgrade.advice.value,
                "usd_per_month": list(self.upgrade.usd),
                "roi_percent": self.upgrade.roi_percent,
                "within_months": self.upgrade.months,
            },
            "step": self.step.step.value,
        }


def review(asked: Question) -> Review:
    """Raises `BadNumber`."""
    daily = asked.situation.daily_requests
    now, after = (calculate(daily, rate, asked.tariff) for rate in (asked.hit_rate, asked.reached))
    return Review(
        now=now,
        after=after,
        measures=plan(daily, asked.peak_hour, asked.similar),
        roi=roi(now, after),
        upgrade=upgrade(asked.situation),
        step=step(daily),
    )


def from_record(found: Recorded, tariff: Tariff) -> Question:
    return Question(
        situation=found.situation(),
        hit_rate=found.hit_rate,
        tariff=found.tariff(tariff),
        peak_hour=found.peak_hour,
        reached=max(REACHED, found.hit_rate),
    )
