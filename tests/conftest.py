"""What holds for every test."""

from __future__ import annotations

import gc
import signal

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
_HOUSE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# A change is judged by the same examples every time; `make soak` looks for others (`--hypothesis-profile=soak`).
settings.register_profile("soak", _HOUSE)
settings.register_profile("house", _HOUSE, derandomize=True, database=None)
settings.load_profile("house")


# Whatever a shell starts behind its back ignores Ctrl-C, and so would every program that a test starts and stops by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays to the end: looking through it for garbage again and again was a tenth of all work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
