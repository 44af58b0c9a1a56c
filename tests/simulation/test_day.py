"""A whole day of a house with three workers, in seconds: the daily curve, every outage, allowances that end and begin anew.

The day is the one on which clocks go back in California: 25 hours long, and its allowance begins at midnight there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from math import pi, sin
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.errors import BananabotError, ContentRefused, Exhausted, NobodyLeft, NoPicture, Overloaded, Throttled
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Attempt, Policy, Resilient, Target
from bot.resilience.states import Forgetful
from tests.simulation.clock import VirtualClock, simulate
from tests.simulation.traffic import Result
from tests.simulation.world import Account, Key, Mix, Service, Spell

PACIFIC = ZoneInfo("America/Los_Angeles")
MIDNIGHT = datetime(2026, 11, 1, 0, 0, tzinfo=PACIFIC)
ALLOWANCE = {"a": 1_500, "b": 8_000}  # requests a day of each key
PEAK = 0.3  # requests a second, in the evening
POLICY = Policy()
PATIENCE = 300.0
QUEUED = 600.0
AGREED = 1.0  # seconds within which all workers know
HOUR = 3_600.0


@dataclass(eq=False)
class Metered(Key):
    """A key with an allowance a Pacific day, which remembers who asked when."""

    allowance: int = 1_000_000
    asked: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])
    days: Counter[str] = field(default_factory=Counter[str])

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        clock = self.service.clock
        self.asked.append((clock.monotonic(), ticket.job))
        if ticket.submission is None:
            day = clock.now().astimezone(PACIFIC).date().isoformat()
            self.days[day] += 1
            if self.days[day] > self.allowance:
                raise Exhausted(detail="the day's allowance")
        if request.prompt.startswith("?") and not self.bad:
            raise ContentRefused
        return await super().draw(request, ticket)


@dataclass(eq=False)
class House(Result):
    """What became of a day's requests, and what must never happen."""

    overdue: list[int] = field(default_factory=list[int])
    refused: set[int] = field(default_factory=set[int])
    per_job: Counter[int] = field(default_factory=Counter[int])
    account: Account = field(default_factory=Account)

    def attempt(self, attempt: Attempt) -> None:
        super().attempt(attempt)
        self.per_job[attempt.job] += not attempt.resumed


def down(start: float, seconds: float) -> Spell:
    return Spell(start, start + seconds, Overloaded)


def outages(hours: float) -> tuple[tuple[Spell, ...], tuple[Spell, ...]]:
    """Everything that the issue lists, spread over so many hours."""
    at = [hours * HOUR * share for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)]
    flapping = tuple(down(at[4] + 10 * n, 5) for n in range(18))
    a = (down(at[0], 600), Spell(at[2], at[2] + 600, slower=10.0), down(at[3], 60), *flapping)
    storm = Spell(at[1], at[1] + 60, lambda: Throttled(retry_after=30.0))
    b = (storm, down(at[3], 60), Spell(at[5], at[5] + 600, NoPicture, share=0.2), down(at[6], 120))
    return a, b


def day(hours: float, *, seed: int, begins: float = 0.0) -> tuple[House, list[Metered], list[Resilient]]:
    """Play it. `begins`: hours after that midnight."""

    async def scene(clock: VirtualClock) -> tuple[House, list[Metered], list[Resilient]]:
        random, house, account = Random(seed), House(), Account()
        keys: list[Metered] = []
        targets: list[Target] = []
        for name, spells in zip("ab", outages(hours), strict=True):
            service = Service(clock, random, account, name, mix=Mix(share=0.1), spells=spells)
            for n in range(3):
                keys.append(Metered(service, bad=name == "a" and n == 0, allowance=ALLOWANCE[name]))
                targets.append(
                    Target(
                        id=f"{name}/main/key{n}",
                        provider=keys[-1],
                        allowance=ALLOWANCE[name],
                        zone=str(PACIFIC),
                        order=name == "b",
                    )
                )
        memory = Forgetful()
        workers = [
            Resilient(targets, clock=clock, random=Random(seed + n), store=memory, observer=house, late=account.late)
            for n in range(3)
        ]
        sharing = [asyncio.ensure_future(worker.run()) for worker in workers]
        house.account = account
        await live(house, workers, clock, random, hours * HOUR)
        await clock.sleep(200.0)
        for task in sharing:
            task.cancel()
        await asyncio.gather(*sharing, return_exceptions=True)
        for worker in workers:
            await worker.close()
        assert len(asyncio.all_tasks()) == 1
        assert account.lost == 0
        return house, keys, workers

    start = MIDNIGHT.timestamp() + begins * HOUR
    return simulate(scene, datetime.fromtimestamp(start, PACIFIC))


async def live(house: House, workers: list[Resilient], clock: VirtualClock, random: Random, seconds: float) -> None:
    """Requests come by the daily curve, each to any worker; one in fifty is refused for its content."""

    async def one(job: int) -> None:
        refused = random.random() < 0.02
        began = clock.monotonic()
        deadline = began + PATIENCE
        try:
            request = ImageRequest(prompt=f"{'?' if refused else ''}a fox {job}")
            try:
                generation = await random.choice(workers).draw(request, Ticket(job=job, deadline=deadline))
            except NobodyLeft as error:  # as the studio does: back to the queue when it is known how long
                pause = (error.retry_at - clock.now()).total_seconds() if error.retry_at else float("inf")
                if pause > QUEUED:
                    raise
                await clock.sleep(pause)
                deadline = clock.monotonic() + PATIENCE
                generation = await random.choice(workers).draw(request, Ticket(job=-job, deadline=deadline))
        except ContentRefused:
            house.refused.add(job)
        except BananabotError as error:
            house.errors.append(error)
        else:
            house.account.reached.add(generation.request_id)
            house.pictures += 1
        house.valid += not refused
        if clock.monotonic() > deadline + 0.1:
            house.overdue.append(job)

    async with asyncio.TaskGroup() as group:
        job = 0
        while (at := clock.monotonic()) < seconds:
            job += 1
            group.create_task(one(job))
            rate = PEAK * (0.15 + 0.85 * sin(pi * at / seconds) ** 2)
            await clock.sleep(random.expovariate(rate))


def check(house: House, keys: list[Metered], workers: list[Resilient]) -> None:
    """What must hold on any day."""
    assert house.overdue == []
    assert max(house.per_job.values()) <= POLICY.attempts
    reached = Counter(job for key in keys if not key.bad for _, job in key.asked)
    assert house.refused
    assert all(reached[job] == 1 for job in house.refused)
    for key in keys:
        assert all(used <= key.allowance + 5 for used in key.days.values())  # what is on its way while workers agree
    rejected = [at for at, _ in keys[0].asked]
    rounds = [at for n, at in enumerate(rejected) if n == 0 or at - rejected[n - 1] > AGREED]
    assert all(later - earlier >= POLICY.key_rest for earlier, later in pairwise(rounds))
    for worker in workers:
        assert [status.in_flight for status in worker.status()] == [0] * len(keys)


def test_two_hours_around_midnight() -> None:
    """All outages pressed into two hours; the Pacific day ends in the middle."""
    house, keys, workers = day(2.0, seed=3, begins=24.0)  # 24 hours after midnight it is 23:00 that day
    check(house, keys, workers)
    assert house.success >= 0.9995
    assert len(keys[1].days) == 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_day_on_which_the_clocks_go_back(seed: int) -> None:
    """25 hours and a little: more is asked than the first provider's keys may draw a day, so the second one's are used too."""
    house, keys, workers = day(27.0, seed=seed)
    check(house, keys, workers)
    assert house.success >= 0.9995
    assert house.calls_per_picture <= 1.3
    assert [alarm.cause for alarm in house.alarms if alarm.cause == "KeyRejected"]
    first = MIDNIGHT.date().isoformat()
    assert all(key.days[first] >= key.allowance - 5 for key in keys[1:3])
    assert all(isinstance(error, NobodyLeft) for error in house.errors)
    assert {status.state for status in workers[0].status()} <= {"ready", "benched", "used up", "throttled", "probing"}
