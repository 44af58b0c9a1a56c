"""Whether a saving pays for the work it takes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.costs.calculator import BadNumber, Cost, usd

IMPLEMENTATION = 500_000_000
"""Micro-USD: what putting a measure to work is assumed to cost."""


@dataclass(frozen=True, slots=True)
class Roi:
    """Savings in micro-USD (below 0: it got dearer). `payback_months` is None when it never pays back, 0 when it cost nothing.

    `three_year_percent` is None when nothing was invested.
    """

    monthly_micros: int
    yearly_micros: int
    payback_months: Decimal | None
    three_year_percent: Decimal | None

    def numbers(self) -> dict[str, float | None]:
        """For JSON: money in USD."""
        return {
            "monthly_savings": usd(self.monthly_micros),
            "yearly_savings": usd(self.yearly_micros),
            "payback_months": None if self.payback_months is None else float(round(self.payback_months, 4)),
            "three_year_roi_percent": None
            if self.three_year_percent is None
            else float(round(self.three_year_percent, 2)),
        }


def roi(now: Cost, after: Cost, implementation: int = IMPLEMENTATION) -> Roi:
    """Compare two months. `implementation` in micro-USD. Raises `BadNumber`."""
    if implementation < 0:
        raise BadNumber("the implementation cost cannot be below 0")
    saved = now.monthly_micros - after.monthly_micros
    return Roi(
        monthly_micros=saved,
        yearly_micros=saved * 12,
        payback_months=Decimal(implementation) / saved if saved > 0 else None,
        three_year_percent=Decimal(saved * 36 - implementation) / implementation * 100 if implementation else None,
    )
