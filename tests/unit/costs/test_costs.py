"""The worked examples of the article, to the cent, and every edge where a formula could divide by nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.costs.calculator import BadNumber, Tariff, calculate
from bot.costs.curves import Offer, cost_report
from bot.costs.plan import WEIGHTS, Means, Priority, Step, plan, step, weighed
from bot.costs.roi import roi
from bot.costs.upgrade import Advice, Sign, Situation, upgrade


def test_tokens_make_the_price_of_a_picture() -> None:
    assert Tariff.by_tokens(30, 1290) == Tariff(free_per_day=1500, micros=38_700)


def test_three_thousand_a_day_with_a_tenth_from_the_cache() -> None:
    cost = calculate(3000, 0.1)
    assert cost.effective_requests == 81_000
    assert cost.free_requests == 45_000
    assert cost.paid_requests == 36_000
    assert cost.monthly_micros == 1_393_200_000
    assert cost.daily_micros == 46_440_000
    assert cost.micros_per_image == 15_480
    assert cost.savings_from_cache_micros == 348_300_000


def test_the_same_with_two_fifths_from_the_cache() -> None:
    numbers = calculate(3000, 0.4).numbers()
    assert numbers["effective_requests"] == 54_000
    assert numbers["paid_requests"] == 9_000
    assert numbers["monthly_cost"] == 348.30


def test_the_default_hit_rate_is_three_tenths() -> None:
    assert calculate(1000).effective_requests == 21_000


def test_nobody_asks_for_anything() -> None:
    cost = calculate(0, 0.5)
    assert cost.numbers() == dict.fromkeys(cost.numbers(), 0)


@pytest.mark.parametrize(("rate", "paid"), [(0, 45_000), (1, 0)])
def test_the_cache_knows_nothing_or_everything(rate: float, paid: int) -> None:
    assert calculate(3000, rate).paid_requests == paid


@pytest.mark.parametrize("rate", [-0.1, 1.01, float("nan"), float("inf")])
def test_an_impossible_hit_rate_is_named(rate: float) -> None:
    with pytest.raises(BadNumber, match="cache_hit_rate"):
        calculate(100, rate)


def test_negative_requests_are_named() -> None:
    with pytest.raises(BadNumber, match="daily_requests"):
        calculate(-1, 0)


def test_return_on_the_cache() -> None:
    found = roi(calculate(3000, 0.1), calculate(3000, 0.4))
    assert found.monthly_micros == 1_044_900_000
    assert found.numbers() == {
        "monthly_savings": 1044.9,
        "yearly_savings": 12538.8,
        "payback_months": 0.4785,
        "three_year_roi_percent": 7423.28,
    }


def test_no_saving_never_pays_back() -> None:
    same = calculate(100, 0.1)
    found = roi(same, same)
    assert found.payback_months is None
    assert found.three_year_percent == -100


def test_dearer_than_before_never_pays_back() -> None:
    assert roi(calculate(3000, 0.4), calculate(3000, 0.1)).payback_months is None


def test_a_free_measure_pays_back_at_once() -> None:
    found = roi(calculate(3000, 0.1), calculate(3000, 0.4), implementation=0)
    assert found.payback_months == 0
    assert found.three_year_percent is None


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1500, 100, 0.2), ()),
        ((1501, 0, 0), (Means.CACHE,)),
        ((0, 101, 0), (Means.BATCHING,)),
        ((0, 0, 0.21), (Means.NEAR_DUPLICATES,)),
        ((9000, 900, 0.9), (Means.CACHE, Means.BATCHING, Means.NEAR_DUPLICATES)),
    ],
)
def test_a_plan_begins_above_its_thresholds(numbers: tuple[int, int, float], expected: tuple[Means, ...]) -> None:
    assert tuple(measure.means for measure in plan(*numbers)) == expected


def test_a_plan_lists_the_most_urgent_first() -> None:
    assert [measure.priority for measure in plan(9000, 900, 0.9)] == [Priority.HIGH, Priority.MEDIUM, Priority.LOW]


def test_the_article_s_service_upgrades_now() -> None:
    found = upgrade(Situation(daily_requests=2500, response_ms=800, uptime=0.995, revenue=0.15, growth=0.25))
    assert (found.score, found.advice, found.usd, found.roi_percent) == (100, Advice.NOW, (300, 500), 300)


@pytest.mark.parametrize(
    ("situation", "score", "advice"),
    [
        (Situation(daily_requests=1500, response_ms=500, uptime=0.99, revenue=0, growth=0.2), 0, Advice.STAY),
        (Situation(daily_requests=1501), 30, Advice.MONITOR),
        (Situation(daily_requests=1501, uptime=0.999), 50, Advice.PLAN),
        (Situation(daily_requests=0, response_ms=501, uptime=0.999), 45, Advice.MONITOR),
        (Situation(daily_requests=1501, response_ms=501, revenue=1), 70, Advice.NOW),
    ],
)
def test_each_sign_counts_only_above_its_threshold(situation: Situation, score: int, advice: Advice) -> None:
    found = upgrade(situation)
    assert (found.score, found.advice) == (score, advice)


def test_signs_are_listed_with_their_points() -> None:
    assert upgrade(Situation(daily_requests=1501, growth=1)).points == ((Sign.VOLUME, 30), (Sign.GROWTH, 10))


@pytest.mark.parametrize("wrong", [{"response_ms": -1}, {"uptime": 99}, {"revenue": float("nan")}])
def test_impossible_situations_are_named(wrong: dict[str, float]) -> None:
    with pytest.raises(BadNumber, match=next(iter(wrong))):
        upgrade(Situation(daily_requests=1, **wrong))


@pytest.mark.parametrize(
    ("daily", "expected"),
    [(0, Step.FREE), (499, Step.FREE), (500, Step.FREE_AND_CACHE), (1500, Step.SEVERAL_KEYS), (4999, Step.SEVERAL_KEYS),
     (5000, Step.PAID_BASIC), (20_000, Step.ENTERPRISE)],
)  # fmt: skip
def test_steps_of_growth(daily: int, expected: Step) -> None:
    assert step(daily).step is expected


def test_the_weights_are_a_whole_decision() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert weighed(dict.fromkeys(WEIGHTS, 4)) == 4
    with pytest.raises(BadNumber):
        weighed({"cost": 5})


def test_curves_pass_through_today() -> None:
    report = cost_report([Offer("dear", Tariff(0, 100_000)), Offer("free", Tariff(0, 0))], 1500, 0.5)
    dear, free = report.curves
    assert report.volumes[-1] == 3000
    assert dear.now == calculate(1500, Decimal("0.5"), Tariff(0, 100_000)).monthly_micros
    assert dear.by_volume[len(report.volumes) // 2] == dear.now == dear.by_hit_rate[10]
    assert dear.by_hit_rate[-1] == 0
    assert set(free.by_volume) == {0}
