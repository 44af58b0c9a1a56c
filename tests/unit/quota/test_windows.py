"""Windows: clock changes, leap days, year ends, every offset, and the partition property over the whole tz database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadOption
from bot.model import WindowKind
from bot.quota.windows import window

ODD_ZONES = [
    "UTC",
    "Asia/Shanghai",
    "America/Los_Angeles",
    "America/Sao_Paulo",  # jumped over midnight
    "America/Havana",  # midnight twice
    "America/St_Johns",  # set back at 00:01 until 2011
    "Asia/Beirut",
    "Asia/Gaza",
    "Africa/Cairo",
    "Pacific/Apia",  # 2011-12-30 never was
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Antarctica/Troll",
    "America/Scoresbysund",
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(kind: WindowKind, at: str, zone: str) -> float:
    found = window(kind, utc(at), zone)
    return (found.ends - found.starts) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-03-08T18:00", "America/Los_Angeles", 23),
        ("2026-11-01T18:00", "America/Los_Angeles", 25),
        ("2026-03-29T12:00", "Europe/Berlin", 23),
        ("2026-10-25T12:00", "Europe/Berlin", 25),
        ("2018-11-04T12:00", "America/Sao_Paulo", 23),  # the day began at 01:00
        ("2018-02-17T12:00", "America/Sao_Paulo", 25),  # 23:00 came twice
        ("2026-11-01T15:00", "America/Havana", 25),
        ("2026-04-04T13:00", "Australia/Lord_Howe", 24.5),
        ("2026-07-01T12:00", "Asia/Shanghai", 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(at: str, zone: str, expected: float) -> None:
    assert hours(WindowKind.DAY, at, zone) == expected


def test_a_day_that_starts_with_a_jump_starts_at_the_jump() -> None:
    found = window(WindowKind.DAY, utc("2018-11-04T12:00"), "America/Sao_Paulo")
    assert found.starts == utc("2018-11-04T03:00")
    assert found.starts.astimezone(ZoneInfo("America/Sao_Paulo")).hour == 1


def test_the_day_samoa_left_out_belongs_to_nobody() -> None:
    before = window(WindowKind.DAY, utc("2011-12-30T09:59:59"), "Pacific/Apia")
    after = window(WindowKind.DAY, utc("2011-12-30T10:00"), "Pacific/Apia")
    assert before.ends == after.starts == utc("2011-12-30T10:00")
    assert hours(WindowKind.MONTH, "2011-12-10T00:00", "Pacific/Apia") == 30 * 24


def test_clocks_set_back_just_after_midnight_do_not_start_the_day_again() -> None:
    zone = "America/St_Johns"  # 2010-11-07 00:01 became 2010-11-06 23:01
    in_repeated_hour = window(WindowKind.DAY, utc("2010-11-07T02:45"), zone)
    later = window(WindowKind.DAY, utc("2010-11-07T15:00"), zone)
    assert in_repeated_hour == later
    assert later.ends - later.starts == timedelta(hours=25)


@pytest.mark.parametrize(("zone", "starts"), [("Etc/GMT+12", "2026-07-09T12:00"), ("Etc/GMT-14", "2026-07-09T10:00")])
def test_both_edges_of_the_world(zone: str, starts: str) -> None:
    assert window(WindowKind.DAY, utc("2026-07-10T09:00"), zone).starts == utc(starts)


def test_leap_days_and_year_ends() -> None:
    february = window(WindowKind.MONTH, utc("2028-02-29T23:59:59"), "UTC")
    assert (february.starts, february.ends) == (utc("2028-02-01T00:00"), utc("2028-03-01T00:00"))
    december = window(WindowKind.MONTH, utc("2026-12-31T15:59:59"), "Asia/Shanghai")
    january = window(WindowKind.MONTH, utc("2026-12-31T16:00"), "Asia/Shanghai")
    assert december.ends == january.starts == utc("2026-12-31T16:00")
    assert january.ends == utc("2027-01-31T16:00")


def test_the_same_month_of_last_year_is_another_window() -> None:
    assert window(WindowKind.MONTH, utc("2025-05-05T00:00"), "UTC") != window(
        WindowKind.MONTH, utc("2026-05-05T00:00"), "UTC"
    )


def test_a_minute() -> None:
    found = window(WindowKind.MINUTE, utc("2026-05-05T10:20:59.999999"), "Asia/Kathmandu")
    assert (found.starts, found.ends) == (utc("2026-05-05T10:20"), utc("2026-05-05T10:21"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-08T07:59:59", "2026-03-08T08:00"),  # still winter time
        ("2026-03-08T08:00", "2026-03-09T07:00"),  # 23 hours
        ("2026-11-01T06:59", "2026-11-01T07:00"),
        ("2026-11-01T07:00", "2026-11-02T08:00"),  # 25 hours
    ],
)
def test_a_provider_resets_at_midnight_pacific(at: str, expected: str) -> None:
    assert window(WindowKind.DAY, utc(at), "America/Los_Angeles").ends == utc(expected)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../../etc/passwd", "/etc/passwd", "Asia", "\0", "é" * 500])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(BadOption) as caught:
        window(WindowKind.DAY, utc("2026-01-01T00:00"), name)
    assert caught.value.key == "tz.unknown"


@given(
    at=st.floats(631_152_000, 2_114_380_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),  # 1990 to 2037
    zone=st.sampled_from(ODD_ZONES),
    kind=st.sampled_from(WindowKind),
)
def test_windows_hold_their_instant_and_touch_each_other(at: datetime, zone: str, kind: WindowKind) -> None:
    found = window(kind, at, zone)
    assert found.starts <= at < found.ends
    assert found.starts.tzinfo is UTC
    assert window(kind, found.starts, zone) == found
    assert window(kind, found.ends, zone).starts == found.ends
    assert window(kind, found.starts - timedelta(microseconds=1), zone).ends == found.starts
