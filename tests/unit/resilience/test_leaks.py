"""Cancelled at any await: no slot, no call, no task is left. And one probe is one probe, however many wait."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.errors import NobodyLeft, OutcomeUnknown, Overloaded, Throttled
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Policy, Resilient, Target
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate

FOX = ImageRequest(prompt="a red fox")


@pytest.mark.parametrize("step", range(60))
def test_cancelled_at_any_await_nothing_is_left(step: int) -> None:
    """The request meets an overload, a throttled target, a lost answer with a job, a resume, and a wait in line."""

    async def scene(clock: VirtualClock) -> None:
        first = FakeProvider(clock, "a", [Act(0.01, Overloaded()), Act(0.01, OutcomeUnknown(), handle="j")])
        second = FakeProvider(clock, "b", [Act(0.01, Throttled(retry_after=1.0)), Act(0.02)])
        client = Resilient(
            [Target(id=f"{p.name}/main/key1", provider=p, concurrency=1) for p in (first, second)],
            clock=clock,
            random=Random(step),
        )
        before = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=60.0))) for n in range(3)]
        victim = asyncio.ensure_future(client.draw(FOX, Ticket(job=9, deadline=60.0)))
        for _ in range(step):
            await asyncio.sleep(0 if step < 20 else 0.002 * (step - 19))
        victim.cancel()
        await asyncio.gather(victim, return_exceptions=True)
        await asyncio.gather(*before)
        await client.close()
        assert [status.in_flight for status in client.status()] == [0, 0]
        assert first.in_flight == second.in_flight == 0
        assert len(asyncio.all_tasks()) == 1

    simulate(scene)


@pytest.mark.parametrize("steps", range(20))
def test_whoever_joins_the_line_while_the_slot_comes_free_is_served(steps: int) -> None:
    class Dawdler(FakeProvider):
        async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
            generation = await super().draw(request, ticket)
            for _ in range(steps):
                await asyncio.sleep(0)
            return generation

    async def scene(clock: VirtualClock) -> float:
        target = Target(id="a/main/key1", provider=Dawdler(clock, "a", [Act(1.0)]), concurrency=1)
        client = Resilient([target], clock=clock, random=Random(1))
        first = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=60.0)))
        await clock.sleep(1.0)
        await asyncio.gather(first, client.draw(FOX, Ticket(job=2, deadline=60.0)))
        return clock.monotonic()

    assert simulate(scene) == pytest.approx(2.0, abs=0.01)


def test_one_probe_goes_through_under_a_thousand_calls() -> None:
    async def scene(clock: VirtualClock) -> None:
        sick = [Act(0.01, Overloaded())]

        def script(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            return sick[0]

        provider = FakeProvider(clock, "a", script)
        client = Resilient([Target(id="a/main/key1", provider=provider)], clock=clock, random=Random(1))
        early = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=1.0))) for n in range(20)]
        answers = await asyncio.gather(*early, return_exceptions=True)
        assert all(isinstance(answer, NobodyLeft) for answer in answers)
        assert client.status()[0].state == "open"
        sick[0] = Act(10.0)
        await clock.sleep(70.0)
        provider.most_in_flight = 0
        waiting = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=5000.0))) for n in range(1000)]
        await clock.sleep(0.1)
        assert provider.in_flight == provider.most_in_flight == 1
        assert client.status()[0].state == "probing"
        await asyncio.gather(*waiting)
        assert client.status()[0].state == "ready"

    simulate(scene)


def test_a_call_that_outlives_its_request_is_handed_over_late() -> None:
    async def scene(clock: VirtualClock) -> list[tuple[int, str]]:
        kept: list[tuple[int, str]] = []

        async def keep(job: int, generation: object) -> None:
            kept.append((job, type(generation).__name__))

        provider = FakeProvider(clock, "a", [Act(30.0)])
        client = Resilient(
            [Target(id="a/main/key1", provider=provider)], clock=clock, random=Random(1), late=keep, policy=Policy()
        )
        with pytest.raises(NobodyLeft) as raised:
            await client.draw(FOX, Ticket(job=7, deadline=10.0))
        assert isinstance(raised.value.last, OutcomeUnknown)
        assert clock.monotonic() == pytest.approx(10.0, abs=0.1)
        assert kept == []
        await clock.sleep(25.0)
        return kept

    assert simulate(scene) == [(7, "Generation")]


def test_past_its_patience_another_is_asked_and_the_first_picture_wins() -> None:
    async def scene(clock: VirtualClock) -> tuple[str, list[int]]:
        slow, quick = FakeProvider(clock, "a", [Act(25.0)]), FakeProvider(clock, "b", [Act(30.0)])
        late: list[int] = []

        async def keep(job: int, generation: object) -> None:
            late.append(job)

        client = Resilient(
            [Target(id=f"{p.name}/main/key1", provider=p, order=n, patience=10.0) for n, p in enumerate((slow, quick))],
            clock=clock,
            random=Random(1),
            late=keep,
        )
        drawn = await client.draw(FOX, Ticket(job=7, deadline=60.0))
        assert clock.monotonic() == pytest.approx(25.0, abs=0.1)
        await clock.sleep(60.0)
        return drawn.provider, late

    assert simulate(scene) == ("a", [7])


def test_a_restart_resumes_the_job_at_the_target_that_made_it() -> None:
    async def scene(clock: VirtualClock) -> tuple[list[str | None], list[int]]:
        providers = [FakeProvider(clock, name, [Act(30.0, handle=f"job-of-{name}")]) for name in "ab"]
        targets = [Target(id=f"{p.name}/main/key1", provider=p, order=-n) for n, p in enumerate(providers)]
        stored: list[str] = []

        async def submitted(submission: str) -> None:
            stored.append(submission)

        before = Resilient(targets, clock=clock, random=Random(1))
        drawing = asyncio.ensure_future(before.draw(FOX, Ticket(job=7, deadline=60.0, submitted=submitted)))
        await clock.sleep(1.0)
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)
        after = Resilient(targets[::-1], clock=clock, random=Random(1))
        await after.draw(FOX, Ticket(job=7, deadline=60.0, submission=stored[0]))
        return [ticket.submission for ticket in providers[1].calls], [len(p.calls) for p in providers]

    assert simulate(scene) == ([None, "job-of-b"], [0, 2])
