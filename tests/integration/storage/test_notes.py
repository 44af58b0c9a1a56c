"""Small shared memories: every change is decided by the database, whoever makes it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.ports import TargetState
from storage.store import Store
from tests.fakes.clock import NOON

MINUTE = 60.0


async def test_notes_live_as_long_as_they_were_given(store: Store) -> None:
    await store.notes.put("wechat//token", "abc", NOON, MINUTE)
    assert await store.notes.get("wechat//token", NOON + timedelta(seconds=59)) == "abc"
    assert await store.notes.get("wechat//token", NOON + timedelta(seconds=60)) is None
    await store.notes.put("wechat//token", "def", NOON, MINUTE)
    assert await store.notes.get("wechat//token", NOON) == "def"


async def test_a_swap_happens_once(store: Store) -> None:
    swaps = await asyncio.gather(*(store.notes.swap("k", None, str(i), NOON, MINUTE) for i in range(20)))
    assert sum(swaps) == 1
    now = await store.notes.get("k", NOON)
    assert not await store.notes.swap("k", "something else", "x", NOON, MINUTE)
    assert await store.notes.swap("k", now, "next", NOON, MINUTE)
    assert not await store.notes.swap("k", None, "x", NOON, MINUTE)
    assert await store.notes.swap("k", "next", None, NOON, MINUTE)
    assert await store.notes.get("k", NOON) is None
    assert await store.notes.swap("k", None, None, NOON, MINUTE)
    assert not await store.notes.swap("k", "next", "x", NOON, MINUTE)


async def test_a_note_that_ran_out_counts_as_none(store: Store) -> None:
    await store.notes.put("k", "old", NOON, MINUTE)
    later = NOON + timedelta(minutes=2)
    assert not await store.notes.swap("k", "old", "new", later, MINUTE)
    assert await store.notes.swap("k", None, "new", later, MINUTE)
    assert await store.notes.get("k", later) == "new"


async def test_forgetting_takes_the_prefix_and_nothing_beside_it(store: Store) -> None:
    for key in ("wechat/o_1/budget", "wechat/o_1/hint", "wechat/oX1/budget", "wechat/o_12/budget"):
        await store.notes.put(key, "v", NOON, MINUTE)
    await store.notes.forget("wechat/o_1/")
    left = [await store.notes.get(key, NOON) for key in ("wechat/o_1/hint", "wechat/oX1/budget", "wechat/o_12/budget")]
    assert left == [None, "v", "v"]


async def test_notes_are_found_by_how_their_keys_begin(store: Store) -> None:
    for key in ("telegram/7/parts/1", "telegram/7/parts/2", "telegram/77/parts/1", "telegramX7/parts/1"):
        await store.notes.put(key, key, NOON, MINUTE)
    assert await store.notes.find("telegram/7/", NOON) == {
        key: key for key in ("telegram/7/parts/1", "telegram/7/parts/2")
    }
    assert await store.notes.find("telegram/7/", NOON + timedelta(minutes=1)) == {}


async def test_a_notice_is_given_once_in_its_time(store: Store) -> None:
    given = await asyncio.gather(*(store.notices.once("limit/telegram:-100", NOON, MINUTE) for _ in range(10)))
    assert sum(given) == 1
    assert await store.notices.once("limit/telegram:-100", NOON + timedelta(minutes=2), MINUTE)
    assert await store.notices.once("limit/telegram:-200", NOON, MINUTE)


async def test_workers_agree_about_a_target(store: Store) -> None:
    first = TargetState(name="target:gemini", version=1, until=NOON, reason="10 failures", strikes=2, day="2026-11-23")
    assert sum(await asyncio.gather(*(store.targets.save(first) for _ in range(10)))) == 1
    assert not await store.targets.save(replace(first, version=3))
    second = replace(first, version=2, until=None, reason="", used=5, micros=195_000)
    assert sum(await asyncio.gather(*(store.targets.save(second) for _ in range(10)))) == 1
    assert await store.targets.load() == [second]
