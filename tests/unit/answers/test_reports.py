"""The days of a report are whole calendar days of the group's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.answers.reports import first_moment


@pytest.mark.parametrize(
    ("now", "zone", "days", "begins"),
    [
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "UTC", 7, datetime(2026, 11, 22, tzinfo=UTC)),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "UTC", 1, datetime(2026, 11, 28, tzinfo=UTC)),
        (datetime(2026, 11, 28, 20, tzinfo=UTC), "Asia/Shanghai", 2, datetime(2026, 11, 27, 16, tzinfo=UTC)),
        (datetime(2026, 11, 2, 7, 30, tzinfo=UTC), "America/Los_Angeles", 2, datetime(2026, 10, 31, 7, tzinfo=UTC)),
    ],
)
def test_a_report_begins_at_midnight(now: datetime, zone: str, days: int, begins: datetime) -> None:
    assert first_moment(now, zone, days) == begins
    assert first_moment(now + timedelta(seconds=1), zone, days) == begins
