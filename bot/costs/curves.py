"""Curves of monthly cost, for every provider that may draw: against volume, and against the cache's hit rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.costs.calculator import Tariff, calculate, share

_STEPS = 24


@dataclass(frozen=True, slots=True)
class Offer:
    """A configured provider and what it takes."""

    name: str
    tariff: Tariff


@dataclass(frozen=True, slots=True)
class Curve:
    """Monthly micro-USD at each point of the axis; `now` is where we stand."""

    name: str
    by_volume: tuple[int, ...]
    by_hit_rate: tuple[int, ...]
    now: int


@dataclass(frozen=True, slots=True)
class CostReport:
    """`volumes` are requests a day, `hit_rates` 0 to 1; every curve has one value for each of them."""

    daily_requests: int
    hit_rate: Decimal
    volumes: tuple[int, ...]
    hit_rates: tuple[Decimal, ...]
    curves: tuple[Curve, ...]


def cost_report(offers: Sequence[Offer], daily_requests: int, hit_rate: Decimal | float) -> CostReport:
    """Volumes reach to twice today's, at least 3,000 a day. Raises `BadNumber`."""
    hits = share("cache_hit_rate", hit_rate)
    far = max(3000, 2 * daily_requests)
    volumes = tuple(far * i // _STEPS for i in range(_STEPS + 1))
    hit_rates = tuple(Decimal(i) / 20 for i in range(21))
    return CostReport(
        daily_requests=daily_requests,
        hit_rate=hits,
        volumes=volumes,
        hit_rates=hit_rates,
        curves=tuple(
            Curve(
                name=offer.name,
                by_volume=tuple(calculate(volume, hits, offer.tariff).monthly_micros for volume in volumes),
                by_hit_rate=tuple(calculate(daily_requests, rate, offer.tariff).monthly_micros for rate in hit_rates),
                now=calculate(daily_requests, hits, offer.tariff).monthly_micros,
            )
            for offer in offers
        ),
    )
