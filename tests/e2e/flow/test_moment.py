"""Where every message counts, words about waiting give way to pictures that come within a moment."""

from __future__ import annotations

from pathlib import Path

from adapters.clock import SystemClock
from bot.imminent import MOMENT
from bot.ports import Traits
from tests.e2e.flow.stage import open_stage, png
from tests.fakes.chat import FakeChat
from tests.fakes.provider import Act, FakeProvider


async def test_whoever_waits_longer_than_a_moment_is_told(tmp_path: Path) -> None:
    chat = FakeChat(traits=Traits(metered=True))
    provider = FakeProvider(SystemClock(), script=[Act(), Act(seconds=2 * MOMENT)], develop=png)
    async with open_stage(tmp_path, provider, chat=chat) as stage:
        await stage.type("a red fox")
        await stage.ended(1)
        await stage.told()
        await stage.type("a blue fox")
        await stage.told()
        assert sum("You are next" in said for said in chat.said) == 2
        await stage.ended(2)
        await chat.cleared()


async def test_what_is_nearly_used_up_is_said_however_fast_the_picture_is(tmp_path: Path) -> None:
    chat = FakeChat(traits=Traits(metered=True))
    async with open_stage(tmp_path, chat=chat, quota_person="5/day") as stage:
        for number in range(4):
            await stage.type(f"fox {number}")
            await stage.ended(number + 1)
        await stage.told()
        assert sum("Nearly used up" in said for said in chat.said) == 1
        await chat.cleared()
