from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from adapters.queue.leader import Leader
from adapters.queue.owner import Owner
from bot.errors import StoreBusy
from tests.fakes.clock import FakeClock
from tests.fakes.platform_memory import FakePlatformMemory

KEY = "telegram//listener"


@dataclass
class Town:
    """One memory and one clock; each process that leads notes when it begins and when it is stopped."""

    clock: FakeClock = field(default_factory=FakeClock)
    memory: FakePlatformMemory = field(default_factory=FakePlatformMemory)
    heard: list[str] = field(default_factory=list[str])
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict[str, "asyncio.Task[None]"])

    def start(self, name: str, host: str | None = None) -> None:
        async def work() -> None:
            self.heard.append(f"{name} listens")
            try:
                await asyncio.Event().wait()
            finally:
                self.heard.append(f"{name} stops")

        leader = Leader(KEY, self.memory, self.clock, Owner(host or name, 1, name))
        self.tasks[name] = asyncio.create_task(leader.lead(work))

    async def end(self, name: str) -> None:
        self.tasks[name].cancel()
        await asyncio.gather(self.tasks[name], return_exceptions=True)


@asynccontextmanager
async def town() -> AsyncGenerator[Town]:
    found = Town()
    try:
        yield found
    finally:
        for name in found.tasks:
            await found.end(name)


async def test_one_listens_and_the_other_takes_over_when_it_ends() -> None:
    async with town() as here:
        here.start("a")
        await here.clock.advance(1)
        here.start("b")
        await here.clock.advance(60)
        assert here.heard == ["a listens"]
        await here.end("a")
        await here.clock.advance(5)
        assert here.heard == ["a listens", "a stops", "b listens"]


async def test_a_leader_that_vanished_is_followed_when_its_lease_is_over() -> None:
    async with town() as here:
        await here.memory.put(KEY, "far:9:x", here.clock.now(), 15.0)
        here.start("b")
        await here.clock.advance(14)
        assert here.heard == []
        await here.clock.advance(5)
        assert here.heard == ["b listens"]


async def test_a_dead_process_of_the_same_machine_is_followed_at_once() -> None:
    async with town() as here:
        await here.memory.put(KEY, "here:1:before", here.clock.now(), 15.0)  # the same number, under an earlier token
        here.start("b", host="here")
        await here.clock.advance(0)
        assert here.heard == ["b listens"]


async def test_whoever_lost_the_lease_stops_listening() -> None:
    async with town() as here:
        here.start("a")
        await here.clock.advance(1)
        await here.memory.put(KEY, "far:9:x", here.clock.now(), 15.0)
        await here.clock.advance(6)
        assert here.heard == ["a listens", "a stops"]
        await here.clock.advance(20)
        assert here.heard == ["a listens", "a stops", "a listens"]


async def test_a_store_that_stumbles_does_not_stop_who_listens_before_the_lease_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with town() as here:
        here.start("a")
        await here.clock.advance(1)
        well = here.memory.get

        async def stumbling(key: str, now: object) -> str | None:
            raise StoreBusy("not now")

        monkeypatch.setattr(here.memory, "get", stumbling)
        await here.clock.advance(9)
        monkeypatch.setattr(here.memory, "get", well)
        await here.clock.advance(20)
        assert here.heard == ["a listens"]
        monkeypatch.setattr(here.memory, "get", stumbling)
        await here.clock.advance(21)
        assert here.heard == ["a listens", "a stops"]


async def test_work_that_ends_by_itself_ends_the_watch() -> None:
    async def fails() -> None:
        raise ValueError("unknown token")

    leader = Leader(KEY, FakePlatformMemory(), FakeClock(), Owner("a", 1, "a"))
    with pytest.raises(ValueError, match="unknown token"):
        await leader.lead(fails)
