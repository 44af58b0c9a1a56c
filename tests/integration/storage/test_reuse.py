"""Pictures taken over from an earlier job, and prompts found by their words, on both databases."""

from __future__ import annotations

import pytest

from bot.errors import LeaseLost
from bot.model import Ending
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, finish, group, order, somebody
from tests.fakes.clock import NOON

CLUB = group()


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


async def test_prompts_are_found_by_two_of_their_rarest_words_in_their_chat_until_erased(store: Store) -> None:
    ann = await somebody(store)
    job = (await store.jobs.accept(order(ann, chat=CLUB), NOON)).job
    [claimed] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, claimed)
    words = ("狐狸", "snow", "fox")
    await store.reuse.describe(job.id, str(CLUB), words)
    await store.reuse.describe(job.id, str(CLUB), words)
    assert await store.reuse.alike(str(CLUB), ("snow", "fox", "moon"), 5) == [(job.id, job.request.prompt)]
    assert await store.reuse.alike(str(CLUB), ("狐狸", "snow"), 5) == [(job.id, job.request.prompt)]
    assert await store.reuse.alike(str(CLUB), ("moon", "sun"), 5) == []
    assert await store.reuse.alike("telegram:-9", words, 5) == []
    await store.privacy.forget(ann.id, NOON)
    assert await store.reuse.alike(str(CLUB), words, 5) == []


async def test_two_of_the_five_rarest_words_must_be_shared_three_of_four_where_there_are_many(store: Store) -> None:
    ann = await somebody(store)
    common = [f"common{number}" for number in range(90)]
    rare = ["quartz", "heron", "velvet", "lantern", "umbra"]
    for words in ([*common, *rare], [*common, *rare[:2]], [*common, rare[0]], common, common, common):
        job = (await store.jobs.accept(order(ann, chat=CLUB), NOON)).job
        await store.reuse.describe(job.id, str(CLUB), words)
    found = [job for job, _ in await store.reuse.alike(str(CLUB), [*common[:3], *rare], 9)]
    assert found == [2, 1]
    assert [job for job, _ in await store.reuse.alike(str(CLUB), [*common, *rare], 9)] == [1]
    assert [job for job, _ in await store.reuse.alike(str(CLUB), ["lantern"], 9)] == [1]
