"""Calls at once: cut where the number is the reason, and only there."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.errors import ProviderError, Throttled
from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient, Target
from bot.resilience.slots import Push, Slots
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate


@pytest.mark.parametrize("push", [Push.THROTTLED, Push.TIMED_OUT])
def test_push_backs_by_chance_do_not_cut(push: Push) -> None:
    random, slots, now = Random(2), Slots(8, 256), 0.0
    flying: list[tuple[int, float]] = []
    for call in range(2_000):
        now += 1.0
        while not slots.room():
            number, started = flying.pop(0)
            slots.give(number, push if random.random() < 0.18 else Push.WELCOME, started, now)
        slots.take(call)
        flying.append((call, now))
    assert slots.limit >= 8


@pytest.mark.parametrize("ceiling", [2, 10])
def test_a_providers_own_ceiling_is_found_and_kept(ceiling: int) -> None:
    async def scene(clock: VirtualClock) -> tuple[int, int, int]:
        provider = FakeProvider(clock, "a")

        def script(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            error: ProviderError | None = Throttled() if provider.in_flight > ceiling else None
            return Act(0.01 if error else 5.0, error)

        provider.script = script
        client = Resilient([Target(id="a/main/key1", provider=provider)], clock=clock, random=Random(1))
        fox = ImageRequest(prompt="a fox")
        await asyncio.gather(*(client.draw(fox, Ticket(job=n, deadline=2_000.0)) for n in range(200)))
        return client.status()[0].limit, len(provider.calls), client.status()[0].pictures

    limit, calls, pictures = simulate(scene)
    assert pictures == 200
    assert limit <= 2 * ceiling  # of 32 to begin with
    assert calls <= 2.3 * pictures  # looking for more costs refusals
