"""The rows of the policy table where nobody else is left to ask: waiting, and how often it is tried again."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.errors import (
    NobodyLeft,
    NoPicture,
    OutcomeUnknown,
    Overloaded,
    Throttled,
)
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate
from tests.unit.resilience.playing import FINE, FOX, asked, failing, play, targets


def test_alone_and_throttled_it_waits_as_told_and_never_less() -> None:
    answer, providers, _, took = play([failing(Throttled(retry_after=30.0)), FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [2]
    assert 31.1 <= took <= 37.2


def test_alone_and_throttled_without_a_hint_it_backs_off() -> None:
    answer, providers, _, took = play([failing(Throttled())] * 3 + [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [4]
    assert 8.3 <= took <= 8.4 * 1.3


def test_a_wait_beyond_the_deadline_is_said_at_once() -> None:
    answer, _, _, took = play([failing(Throttled(retry_after=600.0))], seconds=60.0)
    assert isinstance(answer, NobodyLeft)
    assert isinstance(answer.last, Throttled)
    assert answer.retry_at is not None
    assert took < 1


def test_alone_and_overloaded_it_asks_three_times_more_and_once_a_good_minute_later() -> None:
    busy = failing(Overloaded())
    answer, providers, watcher, took = play([busy])
    assert isinstance(answer, NobodyLeft)
    assert isinstance(answer.last, Overloaded)
    assert asked(providers) == [5]
    assert 82.0 <= took <= 85.0
    answer, providers, watcher, took = play([busy], [busy])
    assert isinstance(answer, NobodyLeft)
    assert sum(asked(providers)) == 5
    assert len({event.target for event in watcher.attempts[:2]}) == 2, "elsewhere at once"
    assert 76.0 <= took <= 79.0


def test_alone_it_lives_through_a_minute_of_both_being_down() -> None:
    async def scene(clock: VirtualClock) -> tuple[Generation, list[int]]:
        def weather(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            return failing(Overloaded()) if clock.monotonic() < 60.0 else FINE

        providers = [FakeProvider(clock, name, weather) for name in "ab"]
        client = Resilient(targets(*providers), clock=clock, random=Random(1))
        return await client.draw(FOX, Ticket(job=1, deadline=300.0)), asked(providers)

    picture, calls = simulate(scene)
    assert picture.pictures
    assert sum(calls) == 5


def test_out_of_repeats_it_is_served_as_soon_as_somebody_else_has_been() -> None:
    async def scene(clock: VirtualClock) -> tuple[float, int]:
        def weather(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            return failing(Overloaded()) if clock.monotonic() < 20.0 else FINE

        provider = FakeProvider(clock, "a", weather)
        client = Resilient(targets(provider), clock=clock, random=Random(1))
        first = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=300.0)))
        await clock.sleep(25.0)
        await client.draw(FOX, Ticket(job=2, deadline=300.0))
        await first
        return clock.monotonic(), len(provider.calls)

    took, calls = simulate(scene)
    assert took == pytest.approx(27.0, abs=0.2)
    assert calls == 6


def test_throttled_for_ever_it_asks_five_times_more_and_once_a_good_minute_later() -> None:
    answer, providers, _, took = play([failing(Throttled())])
    assert isinstance(answer, NobodyLeft)
    assert isinstance(answer.last, Throttled)
    assert asked(providers) == [7]
    assert 106.0 <= took <= 135.0


def test_alone_a_lost_answer_is_the_end() -> None:
    answer, providers, _, _ = play([failing(OutcomeUnknown(), paid=True), FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1]


def test_alone_no_picture_twice_is_the_end() -> None:
    answer, providers, _, _ = play([failing(NoPicture())] * 9)
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [2]
