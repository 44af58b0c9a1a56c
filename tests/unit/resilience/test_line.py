"""Nobody in line is forgotten: whatever lands at whatever moment, and whoever comes back, somebody is stirred."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.errors import NobodyLeft, Overloaded, Throttled
from bot.model import ImageRequest
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
        client = Resilient(
            [Target(id=f"{p.name}/main/key1", provider=p, concurrency=1, order=n) for n, p in enumerate((slow, storm))],
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
            return Act(0.1, Overloaded()) if clock.monotonic() < 9.0 else Act(1.0)

        client = Resilient(
            [Target(id="a/main/key1", provider=FakeProvider(clock, "a", weather))], clock=clock, random=Random(1)
        )
        first = asyncio.ensure_future(client.draw(FOX, Ticket(job=1, deadline=300.0)))
        await clock.sleep(7.2)  # its last repeat is refused at 7.4, and the next would be due at 15.4
        await clock.sleep(2.0)
        await client.draw(FOX, Ticket(job=2, deadline=300.0))
        await first
        return clock.monotonic()

    assert simulate(scene) < 20.0


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
