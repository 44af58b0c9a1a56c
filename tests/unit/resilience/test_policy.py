"""One test a row of the policy table, through the whole client."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.errors import (
    BananabotError,
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
from bot.resilience import Policy, Resilient, Target
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate
from tests.unit.resilience.watching import Watcher

FOX = ImageRequest(prompt="a red fox")


def targets(*providers: FakeProvider) -> list[Target]:
    """One key of each provider, preferred in this order."""
    return [Target(id=f"{p.name}/main/key1", provider=p, order=n) for n, p in enumerate(providers)]


def play(
    *scripts: list[Act], seconds: float = 300.0, policy: Policy | None = None
) -> tuple[Generation | BananabotError, list[FakeProvider], Watcher, float]:
    """Draw one picture over providers a, b, c … with these scripts; how it ended, and how long it took."""

    async def scene(clock: VirtualClock) -> tuple[Generation | BananabotError, list[FakeProvider], Watcher, float]:
        providers = [FakeProvider(clock, name, script) for name, script in zip("abcdefgh", scripts, strict=False)]
        watcher = Watcher()
        client = Resilient(targets(*providers), clock=clock, random=Random(1), observer=watcher, policy=policy)
        answer: Generation | BananabotError
        try:
            answer = await client.draw(FOX, Ticket(job=1, deadline=seconds))
        except BananabotError as error:
            answer = error
        took = clock.monotonic()
        await client.close()
        return answer, providers, watcher, took

    return simulate(scene)


def asked(providers: list[FakeProvider]) -> list[int]:
    return [len(provider.calls) for provider in providers]


FINE = Act(1.0)


def failing(error: ProviderError, *, paid: bool = False) -> Act:
    return Act(0.1, error, paid=paid)


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


def test_overload_switches_at_once() -> None:
    answer, providers, _, took = play([failing(Overloaded())], [failing(Overloaded())], [failing(Overloaded())], [FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [1, 1, 1, 1]
    assert took == pytest.approx(1.3, abs=0.01)


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


def test_alone_a_lost_answer_is_the_end() -> None:
    answer, providers, _, _ = play([failing(OutcomeUnknown(), paid=True), FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1]


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


def test_alone_no_picture_twice_is_the_end() -> None:
    answer, providers, _, _ = play([failing(NoPicture())] * 9)
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [2]


def test_whose_answers_were_empty_is_asked_again_only_after_another_has_gone_the_same_way() -> None:
    empty = failing(NoPicture())
    answer, providers, _, _ = play([empty, empty, FINE], [empty, empty, FINE])
    assert isinstance(answer, Generation)
    assert asked(providers) == [3, 2]


def test_what_nobody_has_seen_yet_is_tried_once_more_and_elsewhere() -> None:
    odd = failing(Unclassified(detail="418"))
    answer, providers, watcher, _ = play([odd], [odd], [FINE])
    assert isinstance(answer, NobodyLeft)
    assert asked(providers) == [1, 1, 0]
    assert watcher.attempts[0].detail == "418"
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
