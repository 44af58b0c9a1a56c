"""The last thirty days in curves and bars: what was asked for, what came of it, what it cost, how long painters took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

from adapters.web.board import Chart, Series, Span
from bot.model import State
from bot.ports import ReportStore, Spend, Tally

DAYS = 30
_TONES = ("first", "second", "third", "fourth", "fifth")
_DELIVERED = frozenset({State.DELIVERED, State.WAITING})
_CALLS = 2_000
_DAY = timedelta(days=1)

Money = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Past:
    """Sums of the whole time, and the charts."""

    delivered: int
    refunded: int
    today: int
    micros: int
    micros_today: int
    charts: tuple[Chart, ...]
    spans: tuple[Span, ...]


async def past(reports: ReportStore, now: datetime, zone: str, money: Money) -> Past:
    since = now - timedelta(days=DAYS - 1)
    tallies = await reports.tallies(None, since, now, zone)
    spends = await reports.spends(since, now, zone)
    calls = await reports.latencies(now - _DAY, _CALLS)
    today = now.astimezone(ZoneInfo(zone)).date()
    days = [(today - timedelta(days=back)).isoformat() for back in reversed(range(DAYS))]
    delivered, refunded = Counter[str](), Counter[str]()
    for tally in tallies:
        _count(tally, delivered, refunded)
    micros = Counter[str]()
    for spend in spends:
        micros[spend.day] += spend.micros
    return Past(
        delivered=delivered.total(),
        refunded=refunded.total(),
        today=delivered[days[-1]],
        micros=micros.total(),
        micros_today=micros[days[-1]],
        charts=(_requests(days, delivered, refunded), _success(days, delivered, refunded), _spend(days, spends, money)),
        spans=_spans(calls),
    )


def _count(tally: Tally, delivered: Counter[str], refunded: Counter[str]) -> None:
    if tally.state in _DELIVERED:
        delivered[tally.day] += tally.jobs
    elif tally.state is State.REFUNDED:
        refunded[tally.day] += tally.jobs


def _requests(days: Sequence[str], delivered: Counter[str], refunded: Counter[str]) -> Chart:
    highest = max([delivered[day] + refunded[day] for day in days] + [1])
    series = [
        Series(name, tone, [float(count[day]) for day in days], [str(count[day]) for day in days])
        for name, tone, count in (("delivered", "good", delivered), ("refunded", "bad", refunded))
    ]
    return Chart("days", [_label(day) for day in days], series, highest, str(highest))


def _success(days: Sequence[str], delivered: Counter[str], refunded: Counter[str]) -> Chart:
    """Of the requests that ended; a day without any is a gap."""
    shares = [
        delivered[day] / (delivered[day] + refunded[day]) if delivered[day] + refunded[day] else None for day in days
    ]
    shown = ["" if share is None else f"{100 * share:.1f} %" for share in shares]
    return Chart(
        "success_days",
        [_label(day) for day in days],
        [Series("delivered", "good", shares, shown)],
        1.0,
        "100 %",
        lines=True,
    )


def _spend(days: Sequence[str], spends: Sequence[Spend], money: Money) -> Chart:
    """By provider; the four that cost most by name, the others together."""
    by_provider = defaultdict[str, Counter[str]](Counter)
    for spend in spends:
        by_provider[spend.provider][spend.day] += spend.micros
    ranked = sorted(by_provider, key=lambda name: (-by_provider[name].total(), name))
    named = {name: by_provider[name] for name in ranked[: len(_TONES) - 1]}
    rest = sum((by_provider[name] for name in ranked[len(_TONES) - 1 :]), Counter[str]())
    series = [
        Series(
            name,
            tone,
            [float(count[day]) for day in days],
            [money(count[day]) if count[day] else "" for day in days],
            known=known,
        )
        for tone, (name, count, known) in zip(
            _TONES,
            [*((name, count, False) for name, count in named.items()), *((("others", rest, True),) if rest else ())],
            strict=False,
        )
    ]
    highest = max([sum(one.values[i] or 0 for one in series) for i in range(len(days))] + [1])
    return Chart("spend_days", [_label(day) for day in days], series, highest, money(round(highest)))


def _spans(calls: Sequence[tuple[str, str, float]]) -> tuple[Span, ...]:
    """Of each painter's model in the last day: half of its calls are quicker than `usual`, one of twenty slower than `rare`."""
    seconds = defaultdict[str, list[float]](list)
    for provider, model, took in calls:
        seconds[f"{provider} {model}"].append(took)
    found = {name: _median_and_tail(took) for name, took in seconds.items()}
    longest = max([rare for _, rare in found.values()] + [0.001])
    return tuple(
        Span(name, usual / longest, rare / longest, f"p50 {usual:.1f} s · p95 {rare:.1f} s")
        for name, (usual, rare) in sorted(found.items(), key=lambda one: one[1][1])
    )


def _median_and_tail(took: Sequence[float]) -> tuple[float, float]:
    if len(took) == 1:
        return took[0], took[0]
    cuts = quantiles(took, n=20, method="inclusive")
    return cuts[9], cuts[18]


def _label(day: str) -> str:
    return date.fromisoformat(day).strftime("%m-%d")
