"""Pictures that came after their job was given up, in every state that may have met them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Ending, Job, ScopeKind, State
from bot.ports import Receipt
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, draw, generation, limits, order, private, somebody
from tests.fakes.clock import NOON

RULES = limits(person="9/day", budget="1000000/day")


async def drawing(store: Store, submission: str | None = None) -> Job:
    ann = await somebody(store)
    await store.jobs.accept(order(ann, micros=39_000, defaults=RULES), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    if submission is not None:
        await store.jobs.submitted(OWNER, job.id, submission)
    return job


async def late(store: Store, job: Job) -> bool:
    made = generation("late fox", micros=39_000)
    await store.blobs.put(made.pictures[0].data)
    return await store.jobs.late(job.id, made, NOON)


async def test_of_a_job_given_up_it_is_kept_for_nothing_and_told_once(store: Store, engine: Engine) -> None:
    job = await drawing(store)
    await store.jobs.refund(OWNER, job.id, Ending.FAILED, "no answer", NOON)
    assert await late(store, job)
    assert not await late(store, job)
    assert [(told.id, told.ending) for told in await store.jobs.untold()] == [(job.id, Ending.LATE)]
    assert await store.jobs.untold() == []
    ann = await somebody(store)
    [entry] = await store.gallery.history(ann.id, 5)
    assert (entry.job.state, len(entry.pictures)) == (State.REFUNDED, 1)
    quota = await store.quota.quota(ann, private(), "UTC", RULES, NOON)
    assert next((usage.used, usage.held) for usage in quota.usages) == (0, 0)
    assert await budget_used(store) == 39_000
    await assert_sound(engine)


@pytest.mark.parametrize("ending", [Ending.CONFIRMED, Ending.CANCELLED, None])
async def test_what_nobody_needs_any_more_was_paid_all_the_same_and_counts_once(
    store: Store, engine: Engine, ending: Ending | None
) -> None:
    """Of a job that was delivered, cancelled, or is drawn and about to be delivered."""
    job = await drawing(store)
    if ending is Ending.CANCELLED:
        await store.jobs.refund(OWNER, job.id, ending, "", NOON)
    else:
        await draw(store, job, micros=39_000)
    spent = 0 if ending is Ending.CANCELLED else 39_000
    if ending is Ending.CONFIRMED:
        await store.jobs.delivering(OWNER, job.id, NOON)
        await store.jobs.delivered(OWNER, job.id, Receipt(("m1",)), ending, NOON)
    made = replace(generation("late fox", micros=41_000), request_id="r1")
    for _ in range(2):
        await store.jobs.wasted(job.id, made, NOON)
    if ending is None:
        await store.jobs.delivering(OWNER, job.id, NOON)
        await store.jobs.delivered(OWNER, job.id, Receipt(("m1",)), Ending.CONFIRMED, NOON)
    assert await budget_used(store) == spent + 41_000
    await assert_sound(engine)


async def budget_used(store: Store) -> int:
    """Micro-USD of the day."""
    quota = await store.quota.quota(await somebody(store), private(), "UTC", RULES, NOON)
    return next(usage.used for usage in quota.usages if usage.rule.kind is ScopeKind.BUDGET)


async def test_a_job_that_waits_to_be_drawn_again_has_its_picture(store: Store, engine: Engine) -> None:
    job = await drawing(store)
    await store.jobs.release(OWNER, job.id, NOON, after=600)
    assert await late(store, job)
    [drawn] = await store.jobs.claim("worker-2", 1, NOON, LEASE)
    assert (drawn.id, drawn.state) == (job.id, State.DRAWN)
    assert await store.jobs.untold() == []
    await assert_sound(engine)


@pytest.mark.parametrize("ending", [Ending.REFUSED, Ending.CANCELLED, None])
async def test_nobody_waits_for_what_was_refused_cancelled_or_is_there(
    store: Store, engine: Engine, ending: Ending | None
) -> None:
    job = await drawing(store)
    if ending is None:
        await draw(store, job)
    else:
        await store.jobs.refund(OWNER, job.id, ending, "", NOON)
    assert not await late(store, job)
    assert await store.jobs.untold() == []
    await assert_sound(engine)


async def test_only_jobs_given_up_lately_with_a_handle_are_asked_for_again(store: Store) -> None:
    asked, blind, old, refused = [await drawing(store, handle) for handle in ("t j1", None, "t j2", "t j3")]
    for job, ending, at in (
        (asked, Ending.FAILED, NOON),
        (blind, Ending.FAILED, NOON),
        (old, Ending.FAILED, NOON - timedelta(hours=2)),
        (refused, Ending.REFUSED, NOON),
    ):
        await store.jobs.refund(OWNER, job.id, ending, "", at)
    found = await store.jobs.unanswered(NOON - timedelta(hours=1))
    assert [(job.id, job.submission) for job in found] == [(asked.id, "t j1")]
