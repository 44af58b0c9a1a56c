"""A picture that waits for its turn in a chat has not been sent: whoever is stopped meanwhile leaves no doubt about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.wiring.house import open_house
from bot.model import Address, Ending, State
from bot.ports import Parcel, Receipt, Traits
from bot.resilience import Target
from tests.e2e.flow.stage import Stage, png, settings
from tests.fakes.chat import FakeChat
from tests.fakes.provider import FakeProvider

HASTY = Rhythm(lease=30, beat=0.05, drain=0.05)


@dataclass(eq=False)
class SlowChat(FakeChat):
    """Has turns: a parcel waits for `turn`, leaves, and its confirmation waits for `answer`."""

    traits: Traits = field(default_factory=lambda: Traits(turns=True))
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        self.waits.set()
        await self.turn.wait()
        await parcel.leaving()
        self.left.set()
        await self.answer.wait()
        return await super().deliver(to, parcel)


class LaterClock(SystemClock):
    """Ten minutes on: every lease of before has run out."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=10)


@asynccontextmanager
async def stage_of(folder: Path, chat: FakeChat, clock: SystemClock) -> AsyncGenerator[Stage]:
    provider = FakeProvider(clock, develop=png)
    async with open_house(
        settings(folder),
        [chat],
        secret=b"a secret of the tests, long enough",
        painters=lambda _s, _c: [Target(id="fake/here/key1", provider=provider)],
        rhythm=HASTY,
        clock=clock,
    ) as house:
        yield Stage(house, chat, provider)


async def test_what_had_not_left_is_sent_by_the_next_process(tmp_path: Path) -> None:
    chat = SlowChat()
    async with stage_of(tmp_path, chat, SystemClock()) as stage:
        await stage.type("a red fox")
        await asyncio.wait_for(chat.waits.wait(), 60)
    assert chat.parcels == []
    chat.turn.set()
    chat.answer.set()
    async with stage_of(tmp_path, chat, SystemClock()) as stage:
        job = await stage.ended(1)
        assert (job.state, job.ending) == (State.DELIVERED, Ending.CONFIRMED)
        assert [parcel.job for parcel in chat.parcels] == [1]
        assert stage.provider.calls == []


async def test_what_had_left_is_doubtful_and_its_person_is_told(tmp_path: Path) -> None:
    chat = SlowChat()
    chat.turn.set()
    async with stage_of(tmp_path, chat, SystemClock()) as stage:
        await stage.type("a red fox")
        await asyncio.wait_for(chat.left.wait(), 60)
    after = FakeChat()
    async with stage_of(tmp_path, after, LaterClock()) as stage:
        job = await stage.ended(1)
        assert (job.state, job.ending) == (State.WAITING, Ending.DOUBTFUL)
        assert "/get 1" in await after.heard("interrupted")
        assert after.parcels == []
