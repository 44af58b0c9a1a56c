"""Costs, plans and scores in words, the edge cases first: nobody asks, everything is free, nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.costs.calculator import Cost
from bot.costs.plan import Measure
from bot.costs.review import Review
from bot.costs.roi import Roi
from bot.costs.upgrade import Upgrade
from bot.texts import Texts


class Adviser:
    """Speaks one language."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._say = partial(texts.say, language)
        self._money = partial(texts.money, language)
        self._number = partial(texts.number, language)

    def cost(self, cost: Cost) -> str:
        """One line."""
        if not cost.monthly_requests:
            return self._say("costs.no_requests")
        if not cost.effective_requests:
            return self._say("costs.all_cached")
        if not cost.paid_requests:
            return self._say("costs.all_free")
        return self._say(
            "costs.monthly",
            requests=self._number(round(cost.monthly_requests)),
            effective=self._number(round(cost.effective_requests)),
            free=self._number(round(cost.free_requests)),
            paid=self._number(round(cost.paid_requests)),
            amount=self._money(_cents(cost.monthly_micros)),
            each=self._money(cost.micros_per_image),
            saved=self._money(_cents(cost.savings_from_cache_micros)),
        )

    def review(self, found: Review) -> Iterator[str]:
        """Line by line: cost, what to do, what that brings, whether to upgrade."""
        yield self.cost(found.now)
        if not found.measures:
            yield self._say("costs.nothing")
        for measure in found.measures:
            yield self._measure(measure)
        yield self._roi(found.roi)
        yield self._upgrade(found.upgrade)

    def _measure(self, measure: Measure) -> str:
        low, high = measure.gain
        return f"· {self._say(f'costs.{measure.means.value}', low=low, high=high)}"

    def _roi(self, roi: Roi) -> str:
        if roi.payback_months is None or roi.three_year_percent is None:
            return self._say("costs.no_saving")
        return self._say(
            "costs.roi",
            monthly=self._money(_cents(roi.monthly_micros)),
            yearly=self._money(_cents(roi.yearly_micros)),
            months=f"{roi.payback_months:.2f}",
            percent=f"{roi.three_year_percent:,.0f}",
        )

    def _upgrade(self, found: Upgrade) -> str:
        low, high = found.usd
        advice = self._say(
            f"costs.{found.advice.value}", low=low, high=high, roi=found.roi_percent, months=found.months
        )
        return self._say("costs.score", score=found.score, advice=advice)


def _cents(micros: int) -> int:
    return round(micros, -4)
