"""One request over providers that play a script, in virtual time."""

from __future__ import annotations

from random import Random

from bot.errors import (
    BananabotError,
    ProviderError,
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
