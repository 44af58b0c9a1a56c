"""Whoever can wait lets others go first, at a provider that takes one at a time and at one with so many a minute."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient, Target
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate


@pytest.mark.parametrize(("concurrency", "per_minute"), [(1, None), (256, 1)])
def test_who_can_wait_lets_others_go_first(concurrency: int, per_minute: int | None) -> None:
    async def scene(clock: VirtualClock) -> list[str]:
        provider = FakeProvider(clock, "a", [Act(seconds=5.0)])
        target = Target(id="a/main/key1", provider=provider, concurrency=concurrency, per_minute=per_minute)
        client = Resilient([target], clock=clock, random=Random(1))

        async def ask(prompt: str, after: float, *, patient: bool) -> None:
            await clock.sleep(after)
            ticket = Ticket(job=1, deadline=10_000.0, patient=patient)
            await client.draw(ImageRequest(prompt=prompt), ticket)

        lines = [ask(f"line {number}", 0.0, patient=True) for number in range(4)]
        await asyncio.gather(*lines, ask("a person", 1.0, patient=False), ask("another", 2.0, patient=False))
        return [request.prompt for request in provider.requests]

    asked = simulate(scene)
    assert set(asked[1:3]) == {"a person", "another"}
    assert len(asked) == 6
