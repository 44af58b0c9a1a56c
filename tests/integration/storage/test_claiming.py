"""Who is drawn for next, by which worker, and what becomes of a worker's jobs when it dies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.errors import LeaseLost
from bot.model import Ending, Fund, Lane, State
from bot.ports import Receipt
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, draw, generation, order, private, somebody
from tests.fakes.clock import NOON


async def test_one_person_does_not_keep_the_others_waiting(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    for _ in range(20):
        await store.jobs.accept(order(ann), NOON)
    await store.jobs.accept(order(bob, account="bob"), NOON)
    claimed = await store.jobs.claim(OWNER, 3, NOON, LEASE)
    assert bob.id in [job.person for job in claimed]
    slow = await store.jobs.accept(order(bob, account="bob", fund=Fund.SLOW), NOON)
    assert slow.job.lane is Lane.SLOW


async def test_nobody_draws_more_at_once_than_the_cap(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    for _ in range(20):
        await store.jobs.accept(order(ann), NOON)
    for _ in range(2):
        await store.jobs.accept(order(bob, account="bob"), NOON)
    claimed = await store.jobs.claim(OWNER, 50, NOON, LEASE)
    assert sorted(job.person or 0 for job in claimed) == sorted([ann.id] * 4 + [bob.id] * 2)
    assert await store.jobs.claim(OWNER, 50, NOON, LEASE) == []
    await store.jobs.refund(OWNER, next(job.id for job in claimed if job.person == ann.id), Ending.FAILED, "", NOON)
    assert len(await store.jobs.claim(OWNER, 50, NOON, LEASE)) == 1


async def test_lines_of_batches_have_no_cap_but_the_window_and_people_take_turns(store: Store) -> None:
    ann, bob = await somebody(store), await somebody(store, "bob")
    hers = [(await store.jobs.accept(order(ann, lane=Lane.BATCH), NOON)).job.id for _ in range(12)]
    his = [(await store.jobs.accept(order(bob, lane=Lane.BATCH, account="bob"), NOON)).job.id for _ in range(4)]
    plain = (await store.jobs.accept(order(ann), NOON)).job.id
    claimed = [job.id for job in await store.jobs.claim(OWNER, 50, NOON, LEASE, patient=9)]
    assert claimed[0] == plain
    assert len(claimed) == 10
    assert set(his) <= set(claimed)
    assert await store.jobs.claim(OWNER, 50, NOON, LEASE, patient=0) == []
    more = [(await store.jobs.accept(order(ann), NOON)).job.id for _ in range(3)]
    assert [job.id for job in await store.jobs.claim(OWNER, 50, NOON, LEASE, patient=0)] == more
    left = [job.id for job in await store.jobs.claim(OWNER, 50, NOON, LEASE)]
    assert left == [job for job in hers if job not in claimed]


async def test_only_the_owner_may_touch_a_job(store: Store) -> None:
    ann = await somebody(store)
    await store.jobs.accept(order(ann), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    for attempt in (
        store.jobs.submitted("another", job.id, "s"),
        store.jobs.drawn("another", job.id, generation("x"), NOON),
        store.jobs.refund("another", job.id, Ending.FAILED, "", NOON),
        store.jobs.release("another", job.id, NOON),
        store.jobs.delivering(OWNER, job.id, NOON),
        store.jobs.delivered(OWNER, job.id, Receipt(("m",)), Ending.CONFIRMED, NOON),
    ):
        with pytest.raises(LeaseLost):
            await attempt
    assert await store.jobs.renew("another", [job.id], NOON, LEASE) == set()
    assert await store.jobs.renew(OWNER, [job.id], NOON, LEASE) == {job.id}


async def test_what_a_dead_worker_held_comes_back(store: Store, engine: Engine) -> None:
    people = [await somebody(store, name, "telegram") for name in ("ann", "bob", "cat")]
    for person, name in zip(people, ("ann", "bob", "cat"), strict=True):
        await store.jobs.accept(order(person, chat=private(name, "telegram"), account=name), NOON)
    drawing, drawn, delivering = await store.jobs.claim(OWNER, 3, NOON, LEASE)
    await store.jobs.submitted(OWNER, drawing.id, "there-7")
    await draw(store, drawn)
    await draw(store, delivering)
    await store.jobs.delivering(OWNER, delivering.id, NOON)
    later = NOON + timedelta(seconds=LEASE + 1)
    assert await store.jobs.sweep(later) == 3
    states = [(await store.jobs.get(job.id)) for job in (drawing, drawn, delivering)]
    assert [job and job.state for job in states] == [State.ACCEPTED, State.DRAWN, State.WAITING]
    assert [job.ending for job in await store.jobs.untold()] == [Ending.DOUBTFUL]
    assert await store.jobs.untold() == []
    again = await store.jobs.claim("worker-2", 5, later, LEASE)
    assert [(job.id, job.submission, job.attempts) for job in again] == [
        (drawn.id, None, 1),
        (drawing.id, "there-7", 2),
    ]
    await assert_sound(engine)


async def test_six_interrupted_drawings_are_enough_and_old_jobs_are_given_up(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    cursed = (await store.jobs.accept(order(ann), NOON)).job
    now = NOON
    for _ in range(6):
        assert await store.jobs.claim(OWNER, 1, now, LEASE)
        now += timedelta(minutes=2)
        await store.jobs.sweep(now)
        now += timedelta(minutes=6)
    old = (await store.jobs.accept(order(ann), now)).job
    await store.jobs.sweep(now + timedelta(days=2))
    told = {job.id: job.ending for job in await store.jobs.untold()}
    assert told == {cursed.id: Ending.FAILED, old.id: Ending.EXPIRED}
    await assert_sound(engine)


async def test_a_process_killed_again_and_again_within_seconds_ends_nobodys_wish(store: Store, engine: Engine) -> None:
    """Every life claims what it may, and is killed a second later; the next one knows that it is dead."""
    ann, now = await somebody(store), NOON
    wishes = [(await store.jobs.accept(order(ann, prompt=f"fox {n}"), NOON)).job.id for n in range(4)]
    for life in range(10):
        await store.jobs.claim(f"life {life}", 9, now, LEASE)
        now += timedelta(seconds=1)
        await store.jobs.disown(f"life {life}", now)
        await store.jobs.sweep(now)
    now += timedelta(minutes=2)
    assert sorted(job.id for job in await store.jobs.claim(OWNER, 9, now, LEASE)) == wishes
    await assert_sound(engine)


async def test_what_kills_its_process_leaves_the_others_their_turn(store: Store) -> None:
    """One of ten wishes kills whoever draws it, at once; the others need ten seconds. All of them are drawn but that one."""
    people = [await somebody(store, f"person {n}") for n in range(10)]
    wishes = [(await store.jobs.accept(order(one), NOON)).job.id for one in people]
    cursed, now, crashes = wishes[4], NOON, 0
    held: dict[int, datetime] = {}
    while await store.jobs.sweep(now) or held or now < NOON + timedelta(minutes=20):
        for job in await store.jobs.claim(OWNER, 64, now, 3600):
            held[job.id] = now
        if cursed in held:
            crashes += 1
            held.clear()
            await store.jobs.disown(OWNER, now)
        for code in [code for code, since in held.items() if now - since >= timedelta(seconds=10)]:
            held.pop(code)
            await store.jobs.refund(OWNER, code, Ending.REFUSED, "drawn, as far as this test goes", now)
        now += timedelta(seconds=5 if now < NOON + timedelta(minutes=2) else 20)
    endings = {code: found.ending for code in wishes if (found := await store.jobs.get(code))}
    assert endings == {code: Ending.FAILED if code == cursed else Ending.REFUSED for code in wishes}
    assert crashes == 6


async def test_what_was_stopped_in_good_order_is_drawn_however_often(store: Store, engine: Engine) -> None:
    """An operator who restarts the service again and again, while a slow picture is drawn, ends nobody's wish."""
    ann = await somebody(store)
    wish = (await store.jobs.accept(order(ann), NOON)).job.id
    for life in range(10):
        [job] = await store.jobs.claim(f"life {life}", 9, NOON, LEASE)
        await store.jobs.release(f"life {life}", job.id, NOON, stopped=True)
    now = NOON
    for _ in range(4):  # of the six interruptions that would be enough, all stops together are one
        assert await store.jobs.claim(OWNER, 1, now, LEASE)
        now += timedelta(minutes=2)
        await store.jobs.sweep(now)
        now += timedelta(minutes=6)
    found = await store.jobs.get(wish)
    assert found is not None
    assert not found.state.ended
    await assert_sound(engine)
