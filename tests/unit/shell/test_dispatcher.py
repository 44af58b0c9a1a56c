from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from adapters.queue.bell import Bell
from adapters.queue.claims import Rhythm
from adapters.queue.dispatcher import Dispatcher
from adapters.queue.owner import Owner
from adapters.queue.window import Window
from bot.errors import StoreBusy
from bot.model import Job, Lane, State
from tests.fakes.clock import FakeClock
from tests.unit.shell.jobs import FakeJobs, job

ME = Owner("here", 1, "t")


class Hall:
    """A dispatcher at work, what it works on, and a gate that lets the work end."""

    def __init__(self, jobs: FakeJobs, slots: int, rhythm: Rhythm, swept: Callable[[], Awaitable[None]] | None) -> None:
        self.jobs = jobs
        self.clock = FakeClock()
        self.bell = Bell()
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.gate = asyncio.Event()
        self.crowded = False
        self.dispatcher = Dispatcher(
            jobs=jobs,
            work=self.work,
            bell=self.bell,
            clock=self.clock,
            owner=ME,
            slots=slots,
            window=Window(self.clock, slots // 2, lambda: self.crowded),
            rhythm=rhythm,
            swept=swept,
        )
        self.task = asyncio.create_task(self.dispatcher.run())

    async def work(self, _owner: str, found: Job) -> None:
        self.begun.append(found.id)
        await self.gate.wait()
        self.ended.append(found.id)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def hall(
    *jobs: Job, slots: int = 4, drain: float = 0.01, swept: Callable[[], Awaitable[None]] | None = None
) -> AsyncGenerator[Hall]:
    found = Hall(FakeJobs(*jobs), slots, Rhythm(lease=60, beat=5, drain=drain), swept)
    await settle()
    try:
        yield found
    finally:
        await found.stop()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_it_works_on_no_more_than_its_slots_and_takes_the_next_when_one_ends() -> None:
    async with hall(job(1), job(2), job(3), slots=2) as place:
        assert place.begun == [1, 2]
        assert place.dispatcher.busy == 2
        place.gate.set()
        await settle()
        assert sorted(place.ended) == [1, 2, 3]


async def test_a_ring_wakes_it_and_many_rings_are_one() -> None:
    async with hall() as place:
        place.jobs.put(7, State.ACCEPTED)
        place.bell.ring()
        place.bell.ring()
        await settle()
        assert place.begun == [7]


async def test_a_lost_ring_is_made_up_for_by_the_beat() -> None:
    async with hall() as place:
        place.jobs.put(7, State.ACCEPTED)
        await settle()
        assert place.begun == []
        await place.clock.advance(5)
        await settle()
        assert place.begun == [7]


async def test_leases_are_renewed_while_the_work_goes_on() -> None:
    async with hall(job(1)) as place:
        before = len(place.jobs.renewed)
        await place.clock.advance(11)
        assert place.jobs.renewed[before:] == [[1], [1]]


async def test_it_stops_touching_a_job_that_another_worker_has() -> None:
    async with hall(job(1)) as place:
        place.jobs.claimed[1] = "somebody else"
        await place.clock.advance(5)
        await settle()
        assert place.dispatcher.busy == 0
        place.gate.set()
        await settle()
        assert place.ended == []
    assert place.jobs.released == []


async def test_a_store_that_fails_for_a_while_stops_nothing() -> None:
    async with hall() as place:
        place.jobs.put(7, State.ACCEPTED)
        place.jobs.broken = StoreBusy("locked")
        await place.clock.advance(5)
        assert place.begun == []
        with pytest.raises(StoreBusy, match="locked"):  # a balancer sends people elsewhere meanwhile
            await place.dispatcher.check()
        place.jobs.broken = None
        await place.clock.advance(5)
        await settle()
        assert place.begun == [7]
        await place.dispatcher.check()


async def test_work_that_falls_over_takes_nobody_along() -> None:
    async def fall(_owner: str, found: Job) -> None:
        raise RuntimeError(str(found.id)) if found.id == 1 else StoreBusy("locked")

    jobs, bell = FakeJobs(job(1), job(2)), Bell()
    dispatcher = Dispatcher(
        jobs=jobs, work=fall, bell=bell, clock=FakeClock(), owner=ME, slots=4, window=Window(FakeClock(), 2)
    )
    task = asyncio.create_task(dispatcher.run())
    await settle()
    assert dispatcher.busy == 0
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_look_around_that_fails_does_not_end_the_beat() -> None:
    looks: list[int] = []

    async def swept() -> None:
        looks.append(1)
        raise KeyError("a platform that is not here")

    async with hall(swept=swept) as place:
        await place.clock.advance(5)
        assert len(looks) == 2


async def test_leases_are_renewed_however_long_it_takes_to_tell_people() -> None:
    asked: list[int] = []

    async def swept() -> None:
        asked.append(1)
        await asyncio.Event().wait()

    async with hall(job(1), swept=swept) as place:
        for _ in range(4):
            await place.clock.advance(5)
        assert asked == [1]
        assert place.jobs.renewed[-4:] == [[1]] * 4
        await place.dispatcher.check()


async def test_stopping_lets_the_work_end() -> None:
    async with hall(job(1), drain=5) as place:
        stopping = asyncio.create_task(place.stop())
        await settle()
        place.jobs.put(9, State.ACCEPTED)
        place.bell.ring()
        place.gate.set()
        await stopping
        assert place.ended == [1]
        assert place.jobs.released == []


async def test_what_does_not_end_in_time_goes_back_but_never_what_is_being_sent() -> None:
    async with hall(job(1), job(2)) as place:
        place.jobs.put(2, State.DELIVERING)
        await place.stop()
        assert place.ended == []
        assert place.jobs.released == [1]


async def test_what_a_dead_process_of_this_machine_held_is_free_at_once() -> None:
    jobs = FakeJobs()
    jobs.claimed = {3: "here:1:earlier", 4: "elsewhere:1:t", 5: str(ME)}
    dispatcher = Dispatcher(
        jobs=jobs, work=_never, bell=Bell(), clock=FakeClock(), owner=ME, slots=1, window=Window(FakeClock(), 1)
    )
    task = asyncio.create_task(dispatcher.run())
    await settle()
    assert set(jobs.claimed) == {4, 5}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _never(_owner: str, found: Job) -> None:
    raise AssertionError(found)


def test_only_what_is_surely_dead_is_known_to_be() -> None:
    me = Owner(pid=os.getpid())
    assert me.knows_dead(str(Owner(pid=os.getpid())))
    assert not me.knows_dead(str(me))
    assert not me.knows_dead(str(Owner(pid=1)))
    assert not me.knows_dead("otherhost:12:ab")
    assert not me.knows_dead("nonsense")
    assert me.knows_dead(str(Owner(pid=4_194_305)))


async def test_lines_of_batches_begin_ten_in_two_seconds_and_nobody_else_waits_for_that() -> None:
    lines = [job(number, lane=Lane.BATCH) for number in range(1, 26)]
    async with hall(*lines, slots=64) as found:
        assert len(found.begun) == 10
        found.jobs.add(job(99))
        found.bell.ring()
        await settle()
        assert found.begun[10:] == [99]
        await found.clock.advance(1.9)
        assert len(found.begun) == 11
        await found.clock.advance(0.2)
        assert len(found.begun) == 21
        await found.clock.advance(2.0)
        assert len(found.begun) == 26


async def test_lines_of_batches_leave_half_of_the_slots_to_others() -> None:
    async with hall(*[job(number, lane=Lane.BATCH) for number in range(1, 26)], slots=8) as found:
        assert len(found.begun) == 4
        await found.clock.advance(20)
        assert len(found.begun) == 4
        found.gate.set()
        await settle()
        assert len(found.begun) > 4


async def test_no_line_begins_while_others_stand_in_line_for_providers() -> None:
    async with hall(slots=64) as found:
        found.crowded = True
        found.jobs.add(job(1, lane=Lane.BATCH))
        found.jobs.add(job(2, lane=Lane.SLOW))
        found.jobs.add(job(3))
        found.bell.ring()
        await settle()
        assert found.begun == [3]
        found.crowded = False
        await found.clock.advance(5)
        assert found.begun == [3, 1, 2]
