from __future__ import annotations

import pytest

from adapters.wiring.painters import patience_for
from bot.resilience import Target
from tests.fakes.clock import FakeClock
from tests.fakes.provider import FakeProvider


@pytest.mark.parametrize(("seconds", "deadline"), [((), 300), ((60, 120), 300), ((60, 600), 660)])
def test_a_drawing_may_take_as_long_as_the_slowest_painter_is_given(
    seconds: tuple[float, ...], deadline: float
) -> None:
    provider = FakeProvider(FakeClock())
    targets = [Target(id=f"slow/here/key{n}", provider=provider, patience=one) for n, one in enumerate(seconds)]
    assert patience_for(targets).deadline == deadline
