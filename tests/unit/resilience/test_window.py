"""A window forgets what is older than it, and knows at any time whether something in it was slow."""

from __future__ import annotations

from random import Random

from bot.resilience.latency import Latency
from bot.resilience.window import Window


def test_whether_anything_was_slow_is_what_the_window_holds() -> None:
    random, window, now = Random(3), Window(60.0, Latency()), 0.0
    seen: set[bool] = set()
    for _ in range(3_000):
        now += random.expovariate(0.2)
        started = now - random.uniform(0.0, 30.0)
        window.bucket(started).started += 1
        if random.random() < 0.05:
            window.slow(started)
        if random.random() < 0.002:
            window.clear()
        held = window.total(now).slow
        assert window.any_slow == (held > 0)
        seen.add(window.any_slow)
    assert seen == {True, False}
