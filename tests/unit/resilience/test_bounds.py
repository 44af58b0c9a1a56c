"""No deadline is passed and no bound of calls, whatever a request waits for; and a place in line is left as it was found."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.errors import KeyRejected, NobodyLeft, OutcomeUnknown, Overloaded, ProviderError, Throttled
from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience import Attempt, HedgeRule, Policy, Resilient, Target
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate
from tests.unit.resilience.watching import Watcher

FOX = ImageRequest(prompt="a red fox")

WAITS: dict[str, tuple[Act, ...]] = {
    "an answer": (Act(1_000.0),),
    "an answer of a job": (Act(1_000.0, handle="j"),),
    "a job that is asked for again": (Act(0.1, OutcomeUnknown(), handle="j", resumes_after=None),),
    "a back-off": (Act(0.1, Throttled()),),
    "a recovery": (Act(0.1, Overloaded()),),
    "a long back-off": (Act(0.1, Throttled()),) * 4,
    "a lost answer's repeat": (Act(5.0, OutcomeUnknown()), Act(1_000.0)),
}


@pytest.mark.parametrize("seconds", [0.5, 10.0, 60.0, 95.0])
@pytest.mark.parametrize("what", WAITS)
def test_no_deadline_is_passed_whatever_is_waited_for(what: str, seconds: float) -> None:
    async def scene(clock: VirtualClock) -> float:
        providers = [FakeProvider(clock, name, WAITS[what]) for name in "ab"]
        client = Resilient(
            [Target(id=f"{p.name}/main/key1", provider=p, concurrency=2, hedge_micros=1_000_000) for p in providers],
            clock=clock,
            random=Random(1),
            policy=Policy(hedge=HedgeRule()),
        )

        async def one(job: int) -> float:
            with pytest.raises(NobodyLeft):
                await client.draw(FOX, Ticket(job=job, deadline=seconds))
            return clock.monotonic()

        ended = await asyncio.gather(*(one(job) for job in range(8)))  # half of them stand in line
        await client.close()
        return max(ended)

    assert simulate(scene) <= seconds + 0.1


@pytest.mark.parametrize("error", [Throttled(), Overloaded()])
def test_calls_are_bounded_whatever_the_rows_say(error: ProviderError) -> None:
    async def scene(clock: VirtualClock) -> int:
        provider = FakeProvider(clock, "a", [Act(0.1, error)])
        client = Resilient(
            [Target(id="a/main/key1", provider=provider)], clock=clock, random=Random(1), policy=Policy(attempts=3)
        )
        with pytest.raises(NobodyLeft):
            await client.draw(FOX, Ticket(job=1, deadline=1_000.0))
        return len(provider.calls)

    assert simulate(scene) == 3


def test_a_pool_of_keys_is_walked_to_its_end_however_many_are_dead() -> None:
    async def scene(clock: VirtualClock) -> int:
        dead = [FakeProvider(clock, "a", [Act(0.1, KeyRejected())]) for _ in range(20)]
        pool = [*dead, FakeProvider(clock, "a")]
        client = Resilient(
            [Target(id=f"a/main/key{n}", provider=provider, order=n) for n, provider in enumerate(pool)],
            clock=clock,
            random=Random(1),
        )
        await client.draw(FOX, Ticket(job=1, deadline=300.0))
        return sum(len(provider.calls) for provider in dead)

    assert simulate(scene) == 20


@pytest.mark.parametrize("step", range(8))
def test_cancelled_in_the_moment_it_is_served_the_next_one_is(step: int) -> None:
    async def scene(clock: VirtualClock) -> tuple[float, int, int]:
        class Cancelling(Watcher):
            """As soon as the first call lands, and so many turns of the loop later."""

            def attempt(self, attempt: Attempt) -> None:
                super().attempt(attempt)
                if attempt.job == 1:
                    cancelling.append(asyncio.ensure_future(cancel()))

        async def cancel() -> None:
            for _ in range(step):
                await asyncio.sleep(0)
            drawings[1].cancel()

        cancelling: list[asyncio.Task[None]] = []
        provider = FakeProvider(clock, "a", [Act(1.0)])
        client = Resilient(
            [Target(id="a/main/key1", provider=provider, concurrency=1)],
            clock=clock,
            random=Random(1),
            observer=Cancelling(),
        )
        drawings = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=300.0))) for n in (1, 2, 3)]
        await asyncio.gather(*drawings, return_exceptions=True)
        assert drawings[1].cancelled()
        await asyncio.gather(*cancelling)
        return clock.monotonic(), client.status()[0].in_flight, client.waiting

    took, in_flight, waiting = simulate(scene)
    assert took < 2.1
    assert (in_flight, waiting) == (0, 0)


def test_whoever_is_cancelled_leaves_the_line() -> None:
    async def scene(clock: VirtualClock) -> tuple[int, int]:
        provider = FakeProvider(clock, "a", [Act(10.0)])
        client = Resilient([Target(id="a/main/key1", provider=provider, concurrency=1)], clock=clock, random=Random(1))
        drawings = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=300.0))) for n in range(5)]
        await clock.sleep(0.1)
        before = client.waiting
        for drawing in drawings[2:]:
            drawing.cancel()
        await clock.sleep(0.001)
        after = client.waiting
        await asyncio.gather(*drawings[:2])
        return before, after

    assert simulate(scene) == (4, 1)
