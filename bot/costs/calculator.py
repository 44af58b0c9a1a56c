"""What a month of pictures costs: requests, what the cache spares, what is free, what is paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

DAYS = 30
_MILLION = 1_000_000


class BadNumber(ValueError):
    """A number of the calculation that cannot be; says which and what is allowed."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What pictures cost somewhere: so many free a day, then `micros` (micro-USD) each."""

    free_per_day: int = 1500
    micros: int = 38_700

    def __post_init__(self) -> None:
        _not_negative("free_per_day", self.free_per_day)
        _not_negative("price", self.micros)

    @classmethod
    def by_tokens(cls, usd_per_million: Decimal | float, tokens: int, free_per_day: int = 1500) -> Tariff:
        """30 USD a million tokens and 1,290 tokens a picture: 0.0387 USD a picture."""
        return cls(free_per_day, whole(exact(usd_per_million) * tokens))


@dataclass(frozen=True, slots=True)
class Cost:
    """A month (30 days). Requests may be parts of one: `effective` is a share of `monthly_requests`."""

    monthly_requests: Decimal
    effective_requests: Decimal
    free_requests: Decimal
    paid_requests: Decimal
    monthly_micros: int
    daily_micros: int
    micros_per_image: int
    savings_from_cache_micros: int

    def numbers(self) -> dict[str, int | float]:
        """For JSON: money in USD."""
        return {
            "monthly_requests": _plain(self.monthly_requests),
            "effective_requests": _plain(self.effective_requests),
            "free_requests": _plain(self.free_requests),
            "paid_requests": _plain(self.paid_requests),
            "monthly_cost": usd(self.monthly_micros),
            "daily_cost": usd(self.daily_micros),
            "cost_per_image": usd(self.micros_per_image),
            "savings_from_cache": usd(self.savings_from_cache_micros),
        }


def calculate(
    daily_requests: int, cache_hit_rate: Decimal | float = Decimal("0.3"), tariff: Tariff | None = None
) -> Cost:
    """The cost of a month. `cache_hit_rate` is 0 to 1, both included. Raises `BadNumber`."""
    paid_for = tariff or Tariff()
    _not_negative("daily_requests", daily_requests)
    hits = share("cache_hit_rate", cache_hit_rate)
    monthly = Decimal(daily_requests * DAYS)
    effective = monthly * (1 - hits)
    free = Decimal(paid_for.free_per_day * DAYS)
    paid = max(Decimal(0), effective - free)
    micros = whole(paid * paid_for.micros)
    return Cost(
        monthly_requests=monthly,
        effective_requests=effective,
        free_requests=min(effective, free),
        paid_requests=paid,
        monthly_micros=micros,
        daily_micros=whole(Decimal(micros) / DAYS),
        micros_per_image=whole(Decimal(micros) / monthly) if monthly else 0,
        savings_from_cache_micros=whole(monthly * hits * paid_for.micros),
    )


def exact(value: Decimal | float) -> Decimal:
    """0.1 as it was written, not as a float holds it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def share(name: str, value: Decimal | float) -> Decimal:
    """A share between 0 and 1. Raises `BadNumber`."""
    found = exact(value)
    if not found.is_finite() or not 0 <= found <= 1:
        raise BadNumber(f"{name} is {value}: a share from 0 to 1 is needed, e.g. 0.3")
    return found


def whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def usd(micros: int) -> float:
    return micros / _MILLION


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _not_negative(name: str, value: int) -> None:
    if value < 0:
        raise BadNumber(f"{name} is {value}: it cannot be below 0")
