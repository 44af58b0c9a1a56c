"""Pictures taken over from an earlier job, and prompts found by their words, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import Ending, Fund, Lane
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, finish, group, order, somebody
from tests.fakes.clock import NOON

CLUB = group()
LATELY = NOON - timedelta(days=7)


async def test_a_job_takes_the_pictures_of_another_and_costs_nothing(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    for _ in range(2):
        await store.jobs.accept(order(ann, chat=CLUB), NOON)
    first, second = await store.jobs.claim(OWNER, 2, NOON, LEASE)
    assert not await store.reuse.take(OWNER, second.id, first.id, NOON)
    await finish(store, first)
    with pytest.raises(LeaseLost):
        await store.reuse.take("somebody else", second.id, first.id, NOON)
    assert await store.reuse.take(OWNER, second.id, first.id, NOON)
    taken, source = await store.gallery.entry(second.id), await store.gallery.entry(first.id)
    assert taken is not None
    assert source is not None
    assert taken.job.reused
    assert [picture.digest for picture in taken.pictures] == [picture.digest for picture in source.pictures]
    await store.jobs.waiting(OWNER, second.id, Ending.FETCH_CODE, NOON)
    await assert_sound(engine)


async def test_an_order_whose_pictures_are_there_takes_them_and_reserves_nothing(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    first = (await store.jobs.accept(order(ann), NOON)).job
    await store.reuse.remember("fox", first.id, NOON, 60.0)
    asked = replace(order(ann), known=("owl", "fox"), hold=60.0)
    waits = (await store.jobs.accept(replace(asked, event="1"), NOON)).job
    assert waits.fund is Fund.ALLOWANCE  # it is not drawn yet
    [claimed] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, claimed)
    served = (await store.jobs.accept(replace(asked, event="2"), NOON)).job
    assert (served.fund, served.lane, served.units) == (Fund.REUSED, Lane.READY, 0)
    assert [job.id for job in await store.jobs.claim(OWNER, 2, NOON, LEASE)] == [served.id]  # it is not held back
    late = (await store.jobs.accept(replace(asked, event="3"), NOON + timedelta(seconds=60))).job
    assert late.fund is Fund.ALLOWANCE
    await assert_sound(engine)


async def test_prompts_are_found_by_two_of_their_rarest_words_in_their_chat_until_erased(store: Store) -> None:
    ann = await somebody(store)
    job = (await store.jobs.accept(order(ann, chat=CLUB), NOON)).job
    [claimed] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, claimed)
    words = ("狐狸", "snow", "fox")
    await store.reuse.describe(job.id, str(CLUB), words)
    await store.reuse.describe(job.id, str(CLUB), words)
    assert await store.reuse.alike(str(CLUB), ("snow", "fox", "moon"), LATELY, 5) == [(job.id, job.request.prompt)]
    assert await store.reuse.alike(str(CLUB), ("狐狸", "snow"), LATELY, 5) == [(job.id, job.request.prompt)]
    assert await store.reuse.alike(str(CLUB), ("moon", "sun"), LATELY, 5) == []
    assert await store.reuse.alike("telegram:-9", words, LATELY, 5) == []
    await store.privacy.forget(ann.id, NOON)
    assert await store.reuse.alike(str(CLUB), words, LATELY, 5) == []


async def test_two_of_the_five_rarest_words_must_be_shared_and_those_come_first_that_share_most(store: Store) -> None:
    ann = await somebody(store)
    common = [f"common{number}" for number in range(20)]
    rare = ["quartz", "heron", "velvet", "lantern", "umbra"]
    for words in ([*common, *rare], [*common, *rare[:2]], [*common, rare[0]], common, common, common, rare[:4]):
        job = (await store.jobs.accept(order(ann, chat=CLUB), NOON)).job
        await store.reuse.describe(job.id, str(CLUB), words)
    assert await _alike(store, [*common, *rare]) == [1, 2, 7]
    assert await _alike(store, [*common[:3], *rare]) == [7, 1, 2]
    assert await _alike(store, [*common[:3], *rare], 1) == [7]
    assert await _alike(store, ["lantern"]) == [7, 1]


@pytest.mark.parametrize(("prompts", "found"), [(1, [1, 2, 3]), (200, [1, 2]), (400, [1])])
async def test_of_words_that_many_prompts_have_more_must_be_shared(
    store: Store, engine: Engine, prompts: int, found: list[int]
) -> None:
    ann = await somebody(store)
    words = ["fox", "snow", "moon", "night", "oil"]
    for shared in (4, 3, 2):
        job = (await store.jobs.accept(order(ann, chat=CLUB), NOON)).job
        await store.reuse.describe(job.id, str(CLUB), words[:shared])
    await engine.write(lambda c: c.execute(sa.text("UPDATE likeness_words SET prompts = :n"), {"n": prompts}).rowcount)
    assert await _alike(store, words) == found


async def test_what_was_asked_for_long_ago_takes_no_place(store: Store) -> None:
    ann = await somebody(store)
    for at in (NOON - timedelta(days=8), NOON):
        job = (await store.jobs.accept(order(ann, chat=CLUB), at)).job
        await store.reuse.describe(job.id, str(CLUB), ["fox", "snow"])
    assert await _alike(store, ["fox", "snow"], 1) == [2]
    assert await _alike(store, ["fox", "snow"], 9) == [2]


async def _alike(store: Store, words: Sequence[str], count: int = 9) -> list[int]:
    found = await store.reuse.alike(str(CLUB), words, LATELY, count)
    return [job for job, _ in found]
