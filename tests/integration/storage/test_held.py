"""Jobs held back from the queue: nobody claims them, somebody who has their picture picks them by number; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import Ending, State
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, draw, order, somebody
from tests.fakes.clock import NOON

A_DAY = timedelta(days=1)
HELD = 26 * 3600.0


async def test_a_held_job_is_claimed_by_nobody_until_its_time_or_until_it_is_let_go(store: Store) -> None:
    ann = await somebody(store)
    first = (await store.jobs.accept(replace(order(ann), hold=HELD), NOON)).job
    second = (await store.jobs.accept(replace(order(ann), hold=HELD), NOON)).job
    assert await store.jobs.claim(OWNER, 5, NOON + A_DAY, LEASE) == []
    await store.jobs.unhold([first.id, 999], NOON)
    assert [job.id for job in await store.jobs.claim(OWNER, 5, NOON, LEASE)] == [first.id]
    assert [job.id for job in await store.jobs.claim(OWNER, 5, NOON + timedelta(hours=27), LEASE)] == [second.id]


async def test_it_is_not_given_up_for_having_been_held(store: Store) -> None:
    ann = await somebody(store)
    held = (await store.jobs.accept(replace(order(ann), hold=HELD), NOON)).job
    await store.jobs.accept(order(ann), NOON)
    assert await store.jobs.sweep(NOON + timedelta(hours=25)) == 1  # the other one
    kept = await store.jobs.get(held.id)
    assert kept is not None
    assert kept.state is State.ACCEPTED
    assert await store.jobs.sweep(NOON + timedelta(hours=51)) == 1


async def test_it_is_picked_once_and_not_when_it_is_over(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    held = [(await store.jobs.accept(replace(order(ann), hold=HELD), NOON)).job for _ in range(2)]
    await store.jobs.cancel(held[1].id, ann.id, NOON)
    picked = await store.jobs.pick(OWNER, held[0].id, NOON, LEASE)
    assert picked is not None
    assert picked.state is State.DRAWING
    assert await store.jobs.pick("somebody else", held[0].id, NOON, LEASE) is None
    assert await store.jobs.pick(OWNER, held[1].id, NOON, LEASE) is None
    await draw(store, picked)
    await store.jobs.waiting(OWNER, picked.id, Ending.FETCH_CODE, NOON)
    await assert_sound(engine)
