"""A job from accepted to its end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import NotAllowed, QuotaExceeded, Rejection
from bot.model import Ending, Fund, ScopeKind, State
from bot.ports import Change, Receipt
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, draw, finish, generation, group, limits, order, private, somebody
from tests.fakes.clock import NOON


async def test_a_delivered_job_is_settled_and_stands_in_the_history(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    accepted = await store.jobs.accept(order(ann, defaults=limits(person="10/day")), NOON)
    assert accepted.fresh
    assert accepted.job.state is State.ACCEPTED
    [job] = await store.jobs.claim(OWNER, 5, NOON, LEASE)
    assert (job.id, job.state, job.attempts) == (accepted.job.id, State.DRAWING, 1)
    await finish(store, job, micros=39_000)
    [entry] = await store.gallery.history(ann.id, 10)
    assert entry.job.state is State.DELIVERED
    assert entry.job.ending is Ending.CONFIRMED
    assert [picture.number for picture in entry.pictures] == [1]
    quota = await store.quota.quota(ann, private(), "UTC", limits(person="10/day"), NOON)
    assert [(usage.used, usage.held) for usage in quota.usages] == [(1, 0)]
    await assert_sound(engine)


async def test_the_same_event_a_hundred_times_is_one_job(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    answers = await asyncio.gather(*(store.jobs.accept(order(ann, event="e"), NOON) for _ in range(100)))
    assert len({answer.job.id for answer in answers}) == 1
    assert sum(answer.fresh for answer in answers) == 1
    await assert_sound(engine)


async def test_sixty_four_at_once_with_ten_left_are_exactly_ten(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    rules = limits(person="10/day")
    results = await asyncio.gather(
        *(store.jobs.accept(order(ann, defaults=rules), NOON) for _ in range(64)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, QuotaExceeded)]
    assert len(refused) == 54
    assert {result.usage.used for result in refused} == {10}
    assert {result.usage.rule.kind for result in refused} == {ScopeKind.PERSON}
    await assert_sound(engine)


async def test_a_refund_gives_everything_back(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    rules = limits(person="2/day", service="9/day", budget="50000/day")
    await store.jobs.accept(order(ann, units=2, micros=40_000, defaults=rules), NOON)
    with pytest.raises(QuotaExceeded):
        await store.jobs.accept(order(ann, defaults=rules), NOON)
    [job] = await store.jobs.claim(OWNER, 5, NOON, LEASE)
    await store.jobs.refund(OWNER, job.id, Ending.REFUSED, "not that", NOON)
    quota = await store.quota.quota(ann, private(), "UTC", rules, NOON)
    assert {(usage.rule.kind, usage.used) for usage in quota.usages} == {
        (ScopeKind.PERSON, 0),
        (ScopeKind.SERVICE, 0),
        (ScopeKind.BUDGET, 0),
    }
    await assert_sound(engine)


async def test_fewer_pictures_cost_less_and_money_counts_as_spent(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    rules = limits(person="10/day", budget="1000000/day")
    await store.jobs.accept(order(ann, units=4, count=4, micros=160_000, defaults=rules), NOON)
    [job] = await store.jobs.claim(OWNER, 5, NOON, LEASE)
    await finish(store, job, "one", "two", "three", micros=117_000)
    quota = await store.quota.quota(ann, private(), "UTC", rules, NOON)
    assert [(usage.rule.kind, usage.used) for usage in quota.usages] == [
        (ScopeKind.PERSON, 3),
        (ScopeKind.BUDGET, 117_000),
    ]
    [tally] = await store.reports.tallies(None, NOON, NOON + timedelta(days=1), "UTC")
    assert (tally.jobs, tally.units) == (1, 3)
    await assert_sound(engine)


async def test_a_pack_pays_when_the_allowance_is_used_up(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    rules = limits(person="1/day", group="3/day")
    await store.packs.grant(ann.id, 3, "cli", "sorry", NOON)
    asked = [order(ann, chat=group(), defaults=rules) for _ in range(4)]
    funds = [(await store.jobs.accept(one, NOON)).job.fund for one in asked[:3]]
    assert funds == [Fund.ALLOWANCE, Fund.PACK, Fund.PACK]
    with pytest.raises(QuotaExceeded) as refused:
        await store.jobs.accept(asked[3], NOON)
    assert refused.value.quota.pack == 1
    assert {usage.rule.kind for usage in refused.value.quota.usages if not usage.left} == {
        ScopeKind.PERSON,
        ScopeKind.GROUP,
    }
    for job in await store.jobs.claim(OWNER, 5, NOON, LEASE):
        await store.jobs.refund(OWNER, job.id, Ending.FAILED, "", NOON)
    assert (await store.quota.quota(ann, group(), "UTC", rules, NOON)).pack == 3
    await assert_sound(engine)


async def test_the_queue_has_an_end(store: Store) -> None:
    ann = await somebody(store)
    for _ in range(3):
        await store.jobs.accept(order(ann, cap=3), NOON)
    with pytest.raises(Rejection, match=r"queue\.full"):
        await store.jobs.accept(order(ann, cap=3), NOON)
    [job, *_] = await store.jobs.claim(OWNER, 5, NOON, LEASE)
    await finish(store, job)
    await store.jobs.accept(order(ann, cap=3), NOON)


async def test_a_rule_set_at_noon_knows_of_the_morning(store: Store) -> None:
    ann = await somebody(store)
    for _ in range(3):
        await store.jobs.accept(order(ann, chat=group()), NOON - timedelta(hours=4))
    with pytest.raises(QuotaExceeded) as refused:
        await store.jobs.accept(order(ann, chat=group(), defaults=limits(member="3/day")), NOON)
    assert refused.value.usage.used == 3


async def test_a_console_delivery_may_be_repeated(store: Store) -> None:
    ann = await somebody(store)
    await store.jobs.accept(order(ann), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await draw(store, job)
    await store.jobs.delivering(OWNER, job.id, NOON)
    await store.jobs.sweep(NOON + timedelta(hours=1))
    [again] = await store.jobs.claim("worker-2", 1, NOON + timedelta(hours=1), LEASE)
    assert (again.id, again.state) == (job.id, State.DRAWN)


async def test_cancelling(store: Store, engine: Engine) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    job = (await store.jobs.accept(order(ann), NOON)).job
    assert await store.jobs.cancel(job.id, bob.id, NOON) is None
    cancelled = await store.jobs.cancel(job.id, ann.id, NOON)
    assert cancelled is not None
    assert cancelled.ending is Ending.CANCELLED
    assert await store.jobs.cancel(job.id, ann.id, NOON) is None
    assert await store.jobs.claim(OWNER, 1, NOON, LEASE) == []
    await assert_sound(engine)


async def test_a_released_job_waits_as_long_as_asked(store: Store) -> None:
    ann = await somebody(store)
    await store.jobs.accept(order(ann), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await store.jobs.release(OWNER, job.id, NOON, after=30)
    assert await store.jobs.claim(OWNER, 1, NOON + timedelta(seconds=29), LEASE) == []
    assert len(await store.jobs.claim(OWNER, 1, NOON + timedelta(seconds=30), LEASE)) == 1


async def test_the_banned_and_the_blocked_stay_outside(store: Store) -> None:
    ann = await somebody(store)
    said = Change("cli", "person:1", "ban", "", "spam", NOON)
    await store.bans.ban(ann.id, NOON + timedelta(days=1), said)
    with pytest.raises(NotAllowed):
        await store.jobs.accept(order(ann), NOON)
    await store.jobs.accept(order(ann), NOON + timedelta(days=2))


async def test_place_in_the_queue(store: Store) -> None:
    ann = await somebody(store)
    jobs = [(await store.jobs.accept(order(ann), NOON)).job for _ in range(3)]
    assert [(await store.jobs.position(job.id, NOON)).ahead for job in jobs] == [0, 1, 2]
    assert (await store.jobs.position(jobs[2].id, NOON)).seconds is None
    [first] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, first)
    place = await store.jobs.position(jobs[2].id, NOON)
    assert (place.ahead, place.seconds) == (1, 4)


async def test_a_message_leads_back_to_its_picture(store: Store) -> None:
    ann = await somebody(store)
    await store.jobs.accept(order(ann, units=2, count=2), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    made = generation("left", "right")
    left, right = (await store.jobs.drawn(OWNER, job.id, made, NOON)).entry.pictures
    await store.jobs.delivering(OWNER, job.id, NOON)
    receipt = Receipt(("m8", "m9"), {left.id: "file-left"})
    await store.jobs.delivered(OWNER, job.id, receipt, Ending.CONFIRMED, NOON)
    assert await store.gallery.by_message("console", "ann", "m9") == (right,)
    assert await store.gallery.file("console", left.digest) == "file-left"
    await store.gallery.delete(left.id)
    assert await store.gallery.by_message("console", "ann", "m8") == ()
    assert await store.gallery.picture(left.id) is None
    [entry] = await store.gallery.history(ann.id, 5)
    assert entry.pictures == (right,)
