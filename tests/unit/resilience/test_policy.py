"""One test a row of the policy table, through the whole client."""

from __future__ import annotations

from random import Random

import pytest

from bot.errors import (
    ContentRefused,
    Exhausted,
    GatewayTimeout,
    KeyRejected,
    ModelRetired,
    NobodyLeft,
    NoPicture,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Policy, Resilient
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate
from tests.unit.resilience.playing import FINE, FOX, asked, failing, play, targets


@pytest.mark.parametrize(
    ("code", "kind", "retries"),
    [
        (429, Throttled, 5),
        (503, Overloaded, 3),
        (504, GatewayTimeout, 2),
        (400, RequestInvalid, 0),
        (401, KeyRejected, 1),
        (None, Unclassified, 1),
    ],
)
def test_the_numbers_of_the_source_article_are_the_defaults(
    code: int | None, kind: type[ProviderError], retries: int
) -> None:
    del code
    assert Policy().row(kind()).retries == retries


def test_back_off_and_breaker_numbers_of_the_source_article_are_the_defaults() -> None:
    backoff = Policy().row(Throttled()).backoff
    assert [backoff.delay(n, lambda: 0.0) for n in range(7)] == [1, 2, 4, 8, 16, 32, 32]
    assert backoff.delay(0, lambda: 1.0) == pytest.approx(1.3, abs=0.01)
    assert Policy().row(Unclassified()).backoff.delay(5, lambda: 1.0) == 1.0
    assert Policy().breaker.failures == 10
    assert Policy().breaker.rest == 60.0


def test_a_throttled_request_goes_elsewhere_at_once() -> None:
    answer, providers, _, took = play([failing(Throttled(retry_after=30.0))], [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1, 1]
    assert took == pytest.approx(1.1, abs=0.01)


def test_overload_switches_at_once() -> None:
    answer, providers, _, took = play([failing(Overloaded())], [failing(Overloaded())], [failing(Overloaded())], [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1, 1, 1, 1]
    assert took == pytest.approx(1.3, abs=0.01)


def test_a_refusal_reaches_exactly_one_provider() -> None:
    answer, providers, _, _ = play([failing(ContentRefused())], [FINE])
    assert isinstance(answer, ContentRefused)
    assert asked(providers) == [1, 0]


def test_a_persons_own_wrong_parameter_is_not_shopped_around() -> None:
    answer, providers, watcher, _ = play([failing(RequestInvalid(parameter="size", ours=False))], [FINE])
    assert isinstance(answer, RequestInvalid)
    assert asked(providers) == [1, 0]
    del watcher


def test_our_wrong_parameter_is_asked_of_one_other_provider_and_the_operator_is_told() -> None:
    wrong = failing(RequestInvalid(parameter="guidance"))
    answer, providers, watcher, _ = play([wrong], [wrong], [FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1, 1, 0]
    assert [alarm.subject for alarm in watcher.alarms] == ["a:guidance", "b:guidance"]


def test_two_calls_at_most_when_answers_are_lost_and_the_second_elsewhere() -> None:
    lost = failing(OutcomeUnknown(), paid=True)
    answer, providers, _, _ = play([lost], [lost], [FINE])
    assert isinstance(answer, NobodyLeft)
    assert isinstance(answer.last, OutcomeUnknown)
    assert asked(providers) == [1, 1, 0]


def test_who_says_itself_that_it_gave_up_waiting_is_repeated_as_the_article_says() -> None:
    late = failing(GatewayTimeout(), paid=True)
    answer, providers, _, _ = play([late], [late], [late], [FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1, 1, 1, 0]
    lost = failing(OutcomeUnknown(), paid=True)
    answer, providers, _, _ = play([late], [lost], [FINE])
    assert isinstance(answer, NobodyLeft), "silence is the end, whatever was lost before"
    assert asked(providers) == [1, 1, 0]


def test_who_gave_up_is_asked_again_only_after_another_has_given_up_too() -> None:
    late = failing(GatewayTimeout(), paid=True)
    answer, providers, watcher, _ = play([late, FINE], [late, FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [2, 1]
    assert [event.perhaps_paid for event in watcher.attempts] == [True, True, False]
    answer, providers, _, took = play([late, FINE], [failing(Throttled()), FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1, 2]
    assert took > 1.0


def test_a_lost_answer_of_a_recorded_job_is_asked_for_again() -> None:
    answer, providers, watcher, _ = play([Act(0.1, OutcomeUnknown(), handle="j7", paid=True)], [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [2, 0]
    assert providers[0].paid == providers[0].handed == 1
    assert [event.resumed for event in watcher.attempts] == [False, True]


def test_a_bad_key_walks_the_whole_pool() -> None:
    bad = failing(KeyRejected())
    answer, providers, watcher, _ = play(*([bad] for _ in range(6)), [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1] * 7
    assert [alarm.subject for alarm in watcher.alarms] == [f"{name}/key1" for name in "abcdef"]


def test_an_empty_balance_goes_to_the_next() -> None:
    answer, providers, watcher, _ = play([failing(Exhausted())], [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1, 1]
    assert [alarm.cause for alarm in watcher.alarms] == ["Exhausted"]


def test_a_retired_model_goes_to_the_next_provider_and_is_not_asked_again() -> None:
    async def scene(clock: VirtualClock) -> list[int]:
        old = FakeProvider(clock, "old", [failing(ModelRetired(model="nano-1"))])
        new = FakeProvider(clock, "new")
        client = Resilient(targets(old, new), clock=clock, random=Random(1))
        for job in range(3):
            await client.draw(FOX, Ticket(job=job, deadline=clock.monotonic() + 60))
        return asked([old, new])

    assert simulate(scene) == [1, 3]


def test_no_picture_is_tried_once_more_there_and_then_elsewhere() -> None:
    answer, providers, _, _ = play([failing(NoPicture())] * 9, [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [2, 1]


def test_whose_answers_were_empty_is_asked_again_only_after_another_has_gone_the_same_way() -> None:
    empty = failing(NoPicture())
    answer, providers, _, _ = play([empty, empty, FINE], [empty, empty, FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [3, 2]


def test_what_nobody_has_seen_yet_is_tried_once_more_elsewhere_and_at_another_provider_as_the_last_resort() -> None:
    odd = failing(Unclassified(detail="418"))
    answer, providers, watcher, _ = play([odd], [odd], [odd], [FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1, 1, 1, 0]
    assert watcher.attempts[0].detail == "418"
    answer, providers, _, _ = play([odd, FINE], [odd])
    assert isinstance(answer, Generation)
    assert asked(providers) == [2, 1], "of two, the one that was not the last to give it"
    answer, providers, _, _ = play([odd, FINE], [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1, 1]
    answer, providers, _, _ = play([odd, FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1]


def test_a_fault_in_a_providers_file_is_just_another_error() -> None:
    class Broken(FakeProvider):
        async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
            raise KeyError("data")

    async def scene(clock: VirtualClock) -> Generation:
        client = Resilient(targets(Broken(clock, "a"), FakeProvider(clock, "b")), clock=clock, random=Random(1))
        return await client.draw(FOX, Ticket(job=1, deadline=60.0))

    assert simulate(scene).provider == "b"
