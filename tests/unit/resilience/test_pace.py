"""What refusals teach about a rate: found and kept where a limit is counted, forgotten when it was not the reason."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from bot.resilience.pace import Pace

LIMIT = 6.0  # a second, as a bucket of one second
CROWD = 40.0  # how often would be asked without a pace


@dataclass(slots=True)
class Asked:
    calls: int = 0
    refused: int = 0


def ask(pace: Pace, seconds: float, *, limit: float = LIMIT, told: bool = False, begin: float = 0.0) -> Asked:
    """Everybody asks as soon as they may. A refusal comes at once; `told`: with two seconds to wait."""
    asked, now, tokens, then = Asked(), begin, limit, begin
    while now < begin + seconds:
        now = max(now + 1.0 / CROWD, pace.ready_at(now))
        pace.start(now)
        tokens, then = min(limit, tokens + (now - then) * limit), now
        asked.calls += 1
        if tokens >= 1.0:
            tokens -= 1.0
            continue
        asked.refused += 1
        pace.refused(now, now, told=told)
        now += 2.0 if told else 0.0
    return asked


@pytest.mark.parametrize("told", [False, True])
def test_a_counted_limit_is_found_and_hardly_a_call_is_refused_any_more(told: bool) -> None:
    pace = Pace(None)
    ask(pace, 30.0, told=told)
    steady = ask(pace, 300.0, told=told, begin=30.0)
    taken = steady.calls - steady.refused
    assert taken >= 0.85 * LIMIT * 300.0
    assert steady.refused <= 0.06 * taken


def test_a_limit_that_was_raised_is_used() -> None:
    pace = Pace(None)
    ask(pace, 60.0)
    raised = ask(pace, 200.0, limit=4 * LIMIT, begin=60.0)
    late = ask(pace, 60.0, limit=4 * LIMIT, begin=260.0)
    assert raised.refused <= 0.05 * raised.calls
    assert late.calls - late.refused >= 0.8 * 4 * LIMIT * 60.0


def test_a_storm_teaches_no_rate_that_outlives_it() -> None:
    """Nine of ten refused for two minutes; afterwards it is asked as before within a minute."""
    pace, random = Pace(None), Random(1)
    now = 0.0
    while now < 120.0:
        now = max(now + 0.1, pace.ready_at(now))
        pace.start(now)
        if random.random() < 0.9:
            pace.refused(now, now, told=False)
    ask(pace, 60.0, limit=1e9, begin=now)
    assert ask(pace, 10.0, limit=1e9, begin=now + 60.0).calls >= 0.9 * 10.0 * CROWD


def test_refusals_by_chance_slow_nobody_for_long() -> None:
    """Every other call is refused whatever the rate: five minutes of it cost less than half of the calls."""
    pace, random = Pace(None), Random(1)
    now, calls = 0.0, 0
    while now < 300.0:
        now = max(now + 0.1, pace.ready_at(now))
        pace.start(now)
        calls += 1
        if random.random() < 0.5:
            pace.refused(now, now, told=False)
    assert calls >= 0.5 * 3_000


def test_the_share_that_the_article_gives_is_no_rate() -> None:
    pace, random = Pace(None), Random(1)
    now, waited = 0.0, 0
    while now < 3_600.0:
        now += random.expovariate(2.0)
        waited += pace.ready_at(now) > now
        pace.start(now)
        if random.random() < 0.135:
            pace.refused(now, now, told=False)
    assert waited == 0
