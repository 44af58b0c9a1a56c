"""An order corrected while it waits: another takes its place, or everything stays as it was."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import QuotaExceeded
from bot.model import Ending, Fund, State
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, finish, limits, order, private, somebody
from tests.fakes.clock import NOON

RULES = limits(person="3/day")


async def used(store: Store, account: str = "ann") -> int:
    ann = await somebody(store, account)
    return (await store.quota.quota(ann, private(account), "UTC", RULES, NOON)).usages[0].used


async def test_the_new_order_keeps_turn_and_waiting_message(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    first = (await store.jobs.accept(order(ann, defaults=RULES), NOON)).job
    await store.jobs.accept(order(await somebody(store, "ben"), account="ben"), NOON)
    await store.jobs.remember_waiting(first.id, "w7")
    corrected = order(ann, event="edit", prompt="a blue fox", units=3, count=3, defaults=RULES)
    for fresh in (True, False):  # the platform may tell it twice
        accepted = await store.jobs.replace(first.id, corrected, NOON)
        assert accepted is not None
        assert (accepted.fresh, accepted.job.request.prompt, accepted.job.units) == (fresh, "a blue fox", 3)
        assert accepted.job.address.waiting == "w7"
    assert await used(store) == 3
    old = await store.jobs.get(first.id)
    assert old is not None
    assert (old.state, old.ending) == (State.REFUNDED, Ending.CANCELLED)
    found = await store.jobs.asked(private(), "m1", NOON - timedelta(minutes=1))
    assert found is not None
    assert found.request.prompt == "a blue fox"
    assert [job.request.prompt for job in await store.jobs.claim(OWNER, 1, NOON, LEASE)] == ["a blue fox"]
    await assert_sound(engine)


async def test_what_a_rule_refuses_changes_nothing(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    await store.packs.grant(ann.id, 2, "cli", "", NOON)
    first = (await store.jobs.accept(order(ann, units=2, defaults=RULES), NOON)).job
    with pytest.raises(QuotaExceeded):
        await store.jobs.replace(first.id, order(ann, units=4, defaults=RULES), NOON)
    assert await store.jobs.get(first.id) == first
    assert await used(store) == 2
    packed = await store.jobs.replace(first.id, order(ann, units=2, fund=Fund.PACK, defaults=RULES), NOON)
    assert packed is not None
    assert (await used(store), await store.packs.balance(ann.id)) == (0, 0)
    back = await store.jobs.replace(packed.job.id, order(ann, defaults=RULES), NOON)
    assert back is not None
    assert (await used(store), await store.packs.balance(ann.id)) == (1, 2)
    await assert_sound(engine)


async def test_what_is_begun_ended_or_somebody_elses_stays(store: Store, engine: Engine) -> None:
    ann, ben = await somebody(store), await somebody(store, "ben")
    first = (await store.jobs.accept(order(ann, defaults=RULES), NOON)).job
    assert await store.jobs.replace(first.id, order(ben, account="ben"), NOON) is None
    assert await store.jobs.replace(999, order(ann), NOON) is None
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    assert await store.jobs.replace(first.id, order(ann), NOON) is None
    await store.jobs.release(OWNER, job.id, NOON)  # perhaps paid for: nobody throws it away
    assert await store.jobs.replace(first.id, order(ann), NOON) is None
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, job)
    assert await store.jobs.replace(first.id, order(ann), NOON) is None
    assert await used(store) == 1
    await assert_sound(engine)


async def test_corrected_and_claimed_at_once_is_one_of_both(store: Store, engine: Engine) -> None:
    won = 0
    for number in range(20):
        account = f"p{number}"
        person = await somebody(store, account)
        first = (await store.jobs.accept(order(person, account=account, defaults=RULES), NOON)).job
        corrected = order(person, account=account, prompt="a blue fox", units=2, defaults=RULES)
        early = asyncio.ensure_future(store.jobs.claim(OWNER, 1, NOON, LEASE)) if number % 2 else None
        edits = asyncio.gather(
            *(store.jobs.replace(first.id, replace(corrected, event=f"{account}/{n}"), NOON) for n in range(2))
        )
        claim = early or asyncio.ensure_future(store.jobs.claim(OWNER, 1, NOON, LEASE))
        accepted = [answer for answer in await edits if answer is not None]
        claimed = await claim
        assert len(accepted) <= 1
        won += len(accepted)
        claimed = claimed or await store.jobs.claim(OWNER, 1, NOON, LEASE)
        [job] = claimed
        assert job.request.prompt == ("a blue fox" if accepted else "a red fox")
        assert await used(store, account) == (2 if accepted else 1)
        await finish(store, job)
    assert won
    await assert_sound(engine)
