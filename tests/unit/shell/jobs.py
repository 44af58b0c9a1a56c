"""A queue in memory, as far as a dispatcher looks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import StoreError
from bot.model import Address, ChatKind, Fund, ImageRequest, Job, Lane, State
from tests.fakes.clock import NOON


def job(number: int, state: State = State.ACCEPTED, lane: Lane = Lane.NORMAL) -> Job:
    return Job(
        id=number,
        person=1,
        identity=None,
        address=Address("console", "ann", ChatKind.PRIVATE),
        language="en",
        request=ImageRequest(prompt="a fox"),
        units=1,
        state=state,
        lane=lane,
        fund=Fund.ALLOWANCE,
        created=NOON,
    )


class FakeJobs:
    """Implements `adapters.queue.dispatcher.Claims`. `broken` is raised instead of any answer."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = {one.id: one for one in jobs}
        self.claimed: dict[int, str] = {}
        self.renewed: list[list[int]] = []
        self.released: list[int] = []
        self.sweeps = 0
        self.broken: StoreError | None = None

    async def claim(
        self,
        owner: str,
        count: int,
        now: datetime,
        lease: float,
        platforms: Collection[str] | None = None,
        *,
        patient: int | None = None,
    ) -> list[Job]:
        del platforms  # all of these are of one
        self._whole()
        free = [one for one in self.jobs.values() if one.state is State.ACCEPTED and one.id not in self.claimed]
        free = [*(one for one in free if not one.lane.waits), *[one for one in free if one.lane.waits][:patient]][
            :count
        ]
        for one in free:
            self.claimed[one.id] = owner
            self.put(one.id, State.DRAWING)
        return [self.jobs[one.id] for one in free]

    async def renew(self, owner: str, jobs: Sequence[int], now: datetime, lease: float) -> set[int]:
        self._whole()
        self.renewed.append(sorted(jobs))
        return {one for one in jobs if self.claimed.get(one) == owner}

    async def release(self, owner: str, job: int, now: datetime, *, after: float = 0.0, stopped: bool = False) -> None:
        assert stopped
        self.released.append(job)

    async def sweep(self, now: datetime) -> int:
        self._whole()
        self.sweeps += 1
        return 0

    async def get(self, job: int) -> Job | None:
        return self.jobs.get(job)

    async def owners(self) -> list[str]:
        return sorted(set(self.claimed.values()))

    async def disown(self, owner: str, now: datetime) -> int:
        theirs = [one for one, who in self.claimed.items() if who == owner]
        for one in theirs:
            del self.claimed[one]
        return len(theirs)

    def add(self, one: Job) -> None:
        self.jobs[one.id] = one

    def put(self, number: int, state: State) -> None:
        self.jobs[number] = replace(self.jobs.get(number) or job(number), state=state)

    def _whole(self) -> None:
        if self.broken is not None:
            raise self.broken
