"""Limits and budgets in words, and back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadOption, Rejection
from bot.model import Limit, WindowKind
from bot.quota.limits import (
    MOST_UNITS,
    format_budget,
    format_dollars,
    format_limits,
    parse_budget,
    parse_limits,
)

DAY, MONTH, MINUTE = WindowKind.DAY, WindowKind.MONTH, WindowKind.MINUTE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10/day,200/month", (Limit(10, DAY), Limit(200, MONTH))),
        ("200/month, 3/minute 10/day", (Limit(3, MINUTE), Limit(10, DAY), Limit(200, MONTH))),
        ("10/天，200/月", (Limit(10, DAY), Limit(200, MONTH))),
        ("１０张／每天", (Limit(10, DAY),)),
        ("10 / DAY", (Limit(10, DAY),)),
        ("0/day", (Limit(0, DAY),)),
        ("off", ()),
        (" 不限 ", ()),
        ("", ()),
    ],
)
def test_units(text: str, expected: tuple[Limit, ...]) -> None:
    assert parse_limits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5usd/day,100usd/month", (Limit(5_000_000, DAY), Limit(100_000_000, MONTH))),
        ("$0.5/day", (Limit(500_000, DAY),)),
        ("0.000001usd/month", (Limit(1, MONTH),)),
        ("7/day", (Limit(7_000_000, DAY),)),
        ("off", ()),
    ],
)
def test_money(text: str, expected: tuple[Limit, ...]) -> None:
    assert parse_budget(text) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ten/day", "limit.unreadable"),
        ("10/week", "limit.unreadable"),
        ("-1/day", "limit.unreadable"),
        ("1.5/day", "limit.unreadable"),
        ("10", "limit.unreadable"),
        ("10/day,", "limit.unreadable"),
        ("5usd/day", "limit.unreadable"),
        ("٣/day", "limit.unreadable"),
        ("10/day,20/day", "limit.twice"),
        (f"{MOST_UNITS + 1}/day", "limit.too_large"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, key: str) -> None:
    with pytest.raises(BadOption) as caught:
        parse_limits(text)
    assert caught.value.key == key


def test_money_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadOption) as caught:
        parse_budget("5eur/day")
    assert (caught.value.key, caught.value.fields) == ("limit.unreadable_budget", {"value": "5eur/day"})


@pytest.mark.parametrize(("micros", "text"), [(5_000_000, "5"), (38_700, "0.0387"), (0, "0"), (100_000_000, "100")])
def test_dollars_are_exact_and_short(micros: int, text: str) -> None:
    assert format_dollars(micros) == text


limits = st.lists(
    st.builds(Limit, st.integers(0, MOST_UNITS), st.sampled_from(WindowKind)), unique_by=lambda limit: limit.window
).map(lambda found: tuple(sorted(found, key=lambda limit: list(WindowKind).index(limit.window))))


@given(limits)
def test_round_trips(found: tuple[Limit, ...]) -> None:
    assert parse_limits(format_limits(found)) == found
    assert parse_budget(format_budget(found)) == found


@given(st.text(max_size=60))
def test_any_text_is_read_or_rejected(text: str) -> None:
    for parse in (parse_limits, parse_budget):
        with contextlib.suppress(Rejection):
            assert all(limit.amount >= 0 for limit in parse(text))
