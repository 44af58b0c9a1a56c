"""Several processes on one database: some take messages in, others draw."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.wiring.duty import Duty
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from bot.model import State
from bot.ports import Receive
from bot.resilience import Target
from tests.e2e.flow.stage import Stage, png, settings
from tests.fakes.chat import FakeChat
from tests.fakes.provider import FakeProvider

SLOW = Rhythm(lease=600, beat=300, drain=5)
"""Nobody finds work by looking around: only a ring tells of it."""


@dataclass(eq=False)
class HeardChat(FakeChat):
    """Says when somebody listens to it."""

    listened: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, receive: Receive) -> None:
        self.listened.set()
        await super().run(receive)


async def opened(stack: AsyncExitStack, folder: Path, chat: FakeChat, duty: Duty) -> tuple[OpenHouse, FakeProvider]:
    provider = FakeProvider(SystemClock(), develop=png)
    house = await stack.enter_async_context(
        open_house(
            settings(folder),
            [chat],
            secret=b"a secret of the tests, long enough",
            painters=lambda _s, _c: [Target(id="fake/here/key1", provider=provider)],
            rhythm=SLOW,
            duty=duty,
        )
    )
    return house, provider


async def test_what_one_process_takes_in_another_draws_and_delivers(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        inside, outside = FakeChat(), FakeChat()
        ingress, idle = await opened(stack, tmp_path, inside, Duty.INGRESS)
        _, painter = await opened(stack, tmp_path, outside, Duty.WORKER)
        stage = Stage(ingress, inside, idle)
        await stage.type("a red fox")
        assert (await stage.ended(1)).state is State.DELIVERED
        assert len(painter.calls) == 1
        assert idle.calls == []
        assert [parcel.job for parcel in outside.parcels] == [1]
        assert inside.parcels == []


async def test_what_only_the_listening_process_can_show_it_draws_itself(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        page = FakeChat()
        page.traits = replace(page.traits, local=True)
        ingress, own = await opened(stack, tmp_path, page, Duty.INGRESS)
        stage = Stage(ingress, page, own)
        await stage.type("a red fox")
        assert (await stage.ended(1)).state is State.DELIVERED
        assert len(own.calls) == 1


async def test_of_two_that_may_listen_only_one_does(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        first, second = HeardChat(), HeardChat()
        for chat in (first, second):
            chat.traits = replace(chat.traits, alone=True)
        house, _ = await opened(stack, tmp_path, first, Duty.ALL)
        other, _ = await opened(stack, tmp_path, second, Duty.ALL)
        listening = asyncio.create_task(house.listen(first))
        async with asyncio.timeout(60):
            await first.listened.wait()
        waiting = asyncio.create_task(other.listen(second))
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        async with asyncio.timeout(60):
            await second.listened.wait()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
