"""What a member does with what was asked for before: buttons, replies, the history, cancelling."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.model import (
    Action,
    Identity,
    Replied,
)
from tests.e2e.flow.stage import open_stage


async def test_pressing_again_twice_at_once_draws_once(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        picture = stage.chat.parcels[0].sheets[0].stored.id
        await asyncio.gather(*(stage.press(Action.AGAIN, picture) for _ in range(5)))
        await stage.chat.until(2)
        await stage.told()
        assert len(stage.provider.calls) == 2


async def test_buttons_work_after_a_restart_and_not_for_strangers(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        picture = stage.chat.parcels[0].sheets[0].stored.id
    async with open_stage(tmp_path) as stage:
        stranger = Identity("fake", "666", "Eve")
        for action in (Action.AGAIN, Action.VARY, Action.ORIGINAL, Action.DELETE, Action.EDIT):
            await stage.press(action, picture, sender=stranger)
        await stage.told()
        assert stage.provider.calls == []
        assert len([toast for toast in stage.chat.toasts if toast]) == 5
        await stage.press(Action.AGAIN, picture)
        await stage.chat.until(1)


async def test_an_earlier_picture_is_edited_by_replying_to_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        message = next(shown.message for shown in stage.chat.shown.values() if shown.parcel)
        digest = stage.chat.parcels[0].sheets[0].stored.digest
        await stage.type("/edit give it a hat", replied=Replied(message, ours=True))
        await stage.told()
        await stage.ended(stage.chat.parcels[0].job + 1)
        job = await stage.house.store.jobs.get(stage.chat.parcels[0].job + 1)
        assert job is not None
        assert job.request.references == (digest,)


async def test_history_get_and_delete(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        job = stage.chat.parcels[0].job
        await stage.type("/history")
        await stage.told()
        assert "a fox" in stage.chat.said[-1]
        await stage.type(f"取图 {job}")
        await stage.chat.until(2)
        assert stage.chat.parcels[1].sheets[0].file is not None  # resent by the platform's own handle
        assert len(stage.provider.calls) == 1
        await stage.type("/get 999")
        await stage.told()
        assert "999" in stage.chat.said[-1]
        await stage.press(Action.DELETE, stage.chat.parcels[0].sheets[0].stored.id, message="3")
        await stage.told()
        await stage.type("/history")
        await stage.told()
        assert "a fox" not in stage.chat.said[-1]


async def test_a_picture_that_is_not_drawn_yet_is_not_gone(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        await stage.type("a fox")
        await stage.type("/get 1")
        await stage.told()
        said = stage.chat.said  # the words about its place in line may come before or after
        assert any(text.endswith("/status shows where it is.") for text in said), said
        for ended in ("Cancelled 1", "ended before", "no picture 1"):
            await stage.type("/get 1" if "no picture" in ended else "/cancel 1")
            await stage.told()
            assert ended in stage.chat.said[-1]


async def test_cancel_gives_the_units_back(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_person="1/day") as stage:
        await stage.type("a fox")
        await stage.type("another fox")
        await stage.told()
        assert len(await stage.house.store.jobs.unfinished(1)) == 1
        await stage.type("/status")
        await stage.type("取消")
        await stage.told()
        assert await stage.house.store.jobs.unfinished(1) == []
        await stage.type("another fox")
        await stage.told()
        assert len(await stage.house.store.jobs.unfinished(1)) == 1
