"""Nobody in line is forgotten: whatever lands at whatever moment, and whoever comes back, somebody is stirred."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.errors import NobodyLeft, Overloaded, Throttled
from bot.model import Generation, ImageRequest
from bot.ports import TargetState, Ticket
from bot.resilience import Policy, Resilient, Target
from bot.resilience.states import Forgetful
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate

FOX = ImageRequest(prompt="a red fox")


@pytest.mark.parametrize("step", range(20))
def test_a_call_that_lands_while_somebody_lines_up_wakes_them(step: int) -> None:
    async def scene(clock: VirtualClock) -> float:
        client = Resilient(
            [Target(id="a/main/key1", provider=FakeProvider(clock, "a"), concurrency=1)], clock=clock, random=Random(1)
        )
        first = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=300.0)))
        for _ in range(step):
            await asyncio.sleep(0)
        await client.draw(FOX, Ticket(job=2, deadline=300.0))
        await first
        return clock.monotonic()

    assert simulate(scene) < 0.1


def test_who_waits_for_a_busy_target_is_woken_when_another_comes_back() -> None:
    async def scene(clock: VirtualClock) -> tuple[float, int]:
        slow = FakeProvider(clock, "a", [Act(60.0)])
        storm = FakeProvider(clock, "b", [Act(0.1, Throttled(retry_after=5.0)), Act(1.0)])
        idle = FakeProvider(clock, "c", able=lambda _: False)  # there is room, but not for this
        able = enumerate((slow, storm, idle))
        client = Resilient(
            [Target(id=f"{p.name}/main/key1", provider=p, concurrency=1, order=n) for n, p in able],
            clock=clock,
            random=Random(1),
        )
        busy = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=300.0)))
        await clock.sleep(0.01)
        second = asyncio.ensure_future(client.draw(FOX, Ticket(job=2, deadline=300.0)))
        await clock.sleep(0.2)
        await client.draw(FOX, Ticket(job=3, deadline=300.0))
        took = clock.monotonic()
        await asyncio.gather(busy, second)
        return took, len(storm.calls)

    took, calls = simulate(scene)
    assert took < 10.0
    assert calls >= 2


def test_out_of_repeats_it_is_asked_when_its_own_wait_is_over_though_nothing_moves() -> None:
    """Somebody else was served while it still had to wait; afterwards nothing lands that could stir the line."""

    async def scene(clock: VirtualClock) -> float:
        def weather(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            return Act(0.1, Throttled()) if clock.monotonic() < 34.0 else Act(1.0)

        client = Resilient(
            [Target(id="a/main/key1", provider=FakeProvider(clock, "a", weather))], clock=clock, random=Random(1)
        )
        first = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=300.0)))
        await clock.sleep(36.0)  # its last repeat was refused at 32, so it may be asked from 64 on
        await client.draw(FOX, Ticket(job=2, deadline=300.0))
        assert clock.monotonic() < 45.0
        await first
        return clock.monotonic()

    assert 60.0 < simulate(scene) < 75.0


def test_another_workers_news_wakes_the_line() -> None:
    async def scene(clock: VirtualClock) -> float:
        memory = Forgetful()
        bench = clock.now() + timedelta(seconds=250.0)
        await memory.save(TargetState(name="drain:a/main/key1", until=bench, reason="tea", strikes=1, version=1))
        client = Resilient(
            [Target(id="a/main/key1", provider=FakeProvider(clock, "a"))], clock=clock, random=Random(1), store=memory
        )
        await client.refresh()
        sharing = asyncio.ensure_future(client.run())
        drawing = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=300.0)))
        await clock.sleep(5.0)
        (state,) = [state for state in await memory.load() if state.until]
        await memory.save(replace(state, until=None, version=state.version + 1))
        await drawing
        took = clock.monotonic()
        sharing.cancel()
        return took

    assert simulate(scene) < 5.0 + 1.0


def test_a_late_call_that_nobody_has_room_for_gives_its_slot_back() -> None:
    """It is cancelled before it has begun to run."""

    async def scene(clock: VirtualClock) -> list[int]:
        providers = [FakeProvider(clock, "a", [Act(10.0)]), FakeProvider(clock, "b", [Act(0.0)])]
        client = Resilient(
            [Target(id=f"{p.name}/main/key1", provider=p, order=n, patience=5.0) for n, p in enumerate(providers)],
            clock=clock,
            random=Random(1),
            policy=Policy(linger=0.0),
        )
        for deadline in (5.0, 10.0, 10.0 + 1e-6):
            with pytest.raises(NobodyLeft):
                await client.draw(FOX, Ticket(job=1, deadline=deadline))
        await clock.sleep(60.0)
        return [status.in_flight for status in client.status()]

    assert simulate(scene) == [0, 0]


def test_one_that_was_turned_away_keeps_its_place() -> None:
    async def scene(clock: VirtualClock) -> list[int]:
        provider = FakeProvider(clock, "a", [Act(1.0), Act(0.1, Overloaded()), Act(1.0)])
        client = Resilient([Target(id="a/main/key1", provider=provider, concurrency=1)], clock=clock, random=Random(1))
        served: list[int] = []

        async def one(job: int) -> None:
            await client.draw(FOX, Ticket(job=job, deadline=300.0))
            served.append(job)

        await asyncio.gather(*(one(job) for job in range(8)))
        return served

    served = simulate(scene)
    assert served.index(1) <= 3  # refused at 1.1, it may be asked again a second later, and then nobody is before it
    assert sorted(served) == list(range(8))
    others = [job for job in served if job != 1]
    assert others == sorted(others)


def test_a_long_wait_is_no_end_while_others_may_open_the_way() -> None:
    """Its own next call would come after its deadline; what works for another request by then works for it."""

    async def scene(clock: VirtualClock) -> tuple[float, list[BaseException | Generation]]:
        def weather(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            return Act(0.1, Overloaded()) if clock.monotonic() < 40.0 else Act(1.0)

        client = Resilient(
            [Target(id="a/main/key1", provider=FakeProvider(clock, "a", weather))], clock=clock, random=Random(1)
        )
        crowd = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=60.0))) for n in range(6)]
        ends = await asyncio.gather(*crowd, return_exceptions=True)
        return clock.monotonic(), ends

    took, ends = simulate(scene)
    assert all(isinstance(end, Generation) for end in ends)
    assert took < 50.0


def test_whoever_never_got_a_turn_goes_back_to_the_queue() -> None:
    async def scene(clock: VirtualClock) -> NobodyLeft:
        provider = FakeProvider(clock, "a", [Act(50.0)])
        client = Resilient([Target(id="a/main/key1", provider=provider, concurrency=1)], clock=clock, random=Random(1))
        busy = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=60.0)))
        await clock.sleep(0.1)
        with pytest.raises(NobodyLeft) as raised:
            await client.draw(FOX, Ticket(job=2, deadline=20.0))
        assert raised.value.retry_at is not None
        assert raised.value.retry_at <= clock.now()
        await busy
        with pytest.raises(NobodyLeft) as asked:  # this one was asked, and what became of it nobody knows
            await client.draw(FOX, Ticket(job=3, deadline=clock.monotonic() + 20.0))
        return asked.value

    assert simulate(scene).retry_at is None


def test_a_paced_and_busy_line_moves_to_its_end() -> None:
    async def scene(clock: VirtualClock) -> float:
        provider = FakeProvider(clock, "a", [Act(1.0)])
        client = Resilient(
            [Target(id="a/main/key1", provider=provider, concurrency=2, per_minute=30)], clock=clock, random=Random(1)
        )
        await asyncio.gather(*(client.draw(FOX, Ticket(job=n, deadline=300.0)) for n in range(40)))
        return clock.monotonic()

    assert 60.0 < simulate(scene) < 70.0
