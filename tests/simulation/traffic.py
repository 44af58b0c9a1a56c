"""Requests that arrive by chance at a steady rate, and what became of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random

from bot.errors import BananabotError
from bot.model import ImageRequest
from bot.ports import Clock, ImageProvider, Ticket
from bot.resilience import Alarm, Attempt
from tests.simulation.world import Account


@dataclass(eq=False)
class Result:
    """Of all requests that were valid. `seconds` are whole times, `waits` the part not spent inside a provider's call."""

    valid: int = 0
    pictures: int = 0
    seconds: list[float] = field(default_factory=list[float])
    waits: list[float] = field(default_factory=list[float])
    errors: list[BananabotError] = field(default_factory=list[BananabotError])
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    alarms: list[Alarm] = field(default_factory=list[Alarm])
    inside: dict[int, float] = field(default_factory=dict[int, float])
    calls: int = 0

    def attempt(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self.inside[attempt.job] = self.inside.get(attempt.job, 0.0) + attempt.seconds
        self.calls += not attempt.resumed

    def alarm(self, alarm: Alarm) -> None:
        self.alarms.append(alarm)

    @property
    def success(self) -> float:
        return self.pictures / self.valid

    @property
    def calls_per_picture(self) -> float:
        return self.calls / max(1, self.pictures)

    def p99(self) -> float:
        return quantile(self.seconds, 0.99)

    def p99_wait(self) -> float:
        return quantile(self.waits, 0.99)

    def __str__(self) -> str:
        return (
            f"success {self.success:.4%} of {self.valid}, {self.calls_per_picture:.3f} calls a picture, "
            f"p50 {quantile(self.seconds, 0.5):.1f} p99 {self.p99():.1f} s, wait p99 {self.p99_wait():.2f} s"
        )


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


async def send(
    client: ImageProvider,
    clock: Clock,
    random: Random,
    result: Result,
    account: Account,
    *,
    rate: float,
    seconds: float,
    patience: float = 300.0,
    invalid: float = 0.0,
    first: int = 0,
) -> None:
    """Send requests for `seconds` at `rate` a second, and wait until each has ended."""

    async def one(job: int) -> None:
        valid = random.random() >= invalid
        began = clock.monotonic()
        try:
            request = ImageRequest(prompt=f"{'' if valid else '!'}a fox {job}")
            generation = await client.draw(request, Ticket(job=job, deadline=began + patience))
        except BananabotError as error:
            if valid:
                result.errors.append(error)
        else:
            account.reached.add(generation.request_id)
            result.pictures += 1
            took = clock.monotonic() - began
            result.seconds.append(took)
            result.waits.append(took - result.inside.get(job, 0.0))
        result.valid += valid

    end = clock.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        job = first
        while clock.monotonic() < end:
            job += 1
            group.create_task(one(job))
            await clock.sleep(random.expovariate(rate))
