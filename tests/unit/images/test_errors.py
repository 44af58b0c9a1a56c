"""Naming what no fact sheet lists row by row: waits, resets, shapes, and what must never reach a log."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from adapters.images._calls import Answer
from adapters.images._complaint import lay_out
from adapters.images._errors import name
from adapters.images._secrets import hide
from adapters.images._waits import next_midnight, retry_after
from bot.errors import Exhausted, GatewayTimeout, Throttled, Unclassified

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def answer(status: int, body: object = "", **headers: str) -> Answer:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Answer(status, named, body.encode() if isinstance(body, str) else orjson.dumps(body))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (answer(429, retry_after="3"), 3.0),
        (answer(429, retry_after="Mon, 23 Nov 2026 12:00:30 GMT"), 30.0),
        (answer(429, retry_after="Mon, 23 Nov 2026 11:00:30 GMT"), 0.0),
        (answer(429, retry_after="soon"), None),
        (answer(429, retry_after_ms="1500", retry_after="9"), 1.5),
        (answer(429, ratelimit='"api";r=0;t=55'), 55.0),
        (answer(429, {"detail": "Request was throttled. Your rate limit resets in ~30s."}), 30.0),
        (answer(429, {"error": {"message": "Please try again in 340ms."}}), 0.34),
        (answer(429, {"error": {"message": "try again in 2m"}}), 120.0),
        (answer(429, {"error": {"message": "no hint"}}), None),
    ],
)
def test_how_long_to_wait(said: Answer, seconds: float | None) -> None:
    assert retry_after(lay_out(said), NOW) == seconds


@pytest.mark.parametrize(
    ("zone", "now", "reset"),
    [
        ("UTC", NOW, datetime(2026, 11, 24, tzinfo=UTC)),
        ("America/Los_Angeles", NOW, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        # the day on which Los Angeles has 23 hours, and the one with 25
        ("America/Los_Angeles", datetime(2026, 3, 8, 8, 30, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 11, 1, 7, 30, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 1, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_providers_day_begins_at_its_own_midnight(zone: str, now: datetime, reset: datetime) -> None:
    assert next_midnight(zone, now) == reset


def test_a_daily_violation_wins_over_a_short_delay() -> None:
    violations = [{"quotaId": "PerMinute", "quotaValue": "5"}, {"quotaId": "RequestsPerDayPerProject"}]
    details = [{"violations": violations}, {"@type": "google.rpc.RetryInfo", "retryDelay": "0.5s"}]
    error = name(lay_out(answer(429, {"error": {"details": details}})), zone="UTC", now=NOW)
    assert isinstance(error, Exhausted)
    assert error.until == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(429, '<html><a href="x">slow</a>'), Throttled),
        (answer(418, {"error": None}), Unclassified),
        (answer(500, ""), Unclassified),
        (answer(599, b"\xff\xfe".decode("latin-1")), GatewayTimeout),
        (answer(500, [None]), Unclassified),
        (answer(500, {"error": {"message": ["odd"], "code": {"a": 1}, "details": "odd"}}), Unclassified),
    ],
)
def test_any_body_has_a_name(said: Answer, kind: type[Exception]) -> None:
    assert type(name(lay_out(said), zone="UTC", now=NOW)) is kind


@pytest.mark.parametrize(
    "words",
    [
        "Authorization: Bearer abcdefghijklmnop",
        "Incorrect API key provided: sk-proj-abcdef123456",
        "at https://x.example/?key=hunter2hunter2&a=1",
        "AIzaSyA1234567890abcdefghijklmnopqrstu",
        "my-own-key-value was rejected",
        "id-part-of-key is unknown",
    ],
)
def test_no_key_reaches_a_log(words: str) -> None:
    shown = hide(words, ("my-own-key-value", "id-part-of-key:secret-part"))
    for piece in ("abcdefghijklmnop", "abcdef123456", "hunter2", "AIzaSy", "my-own-key", "id-part"):
        assert piece not in shown


def test_pictures_and_novels_are_cut() -> None:
    assert len(hide("a" * 100_000)) < 20
    assert len(hide("word " * 1000)) == 600
