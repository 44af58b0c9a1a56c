"""What accounts drew and paid goes where they go: nothing stays held for a job that is somebody else's."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.errors import LeaseLost, Rejection
from bot.model import Identity, Job
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, finish, group, limits, order, private, somebody
from tests.fakes.clock import NOON

RULES = limits(person="6/day,20/month", member="6/day")
BOB = Identity("console", "bob")


async def linked(store: Store, one: str, other: str) -> int:
    first, second = await somebody(store, one), await somebody(store, other)
    return await store.links.redeem(second.id, await store.links.offer(first.id, NOON), NOON)


async def ask(store: Store, account: str, units: int, *, inside: bool = True, cap: int = 5) -> Job:
    chat = group() if inside else private(account)
    asked = order(await somebody(store, account), chat=chat, account=account, units=units, defaults=RULES, cap=cap)
    return (await store.jobs.accept(asked, NOON)).job


async def used(store: Store, account: str) -> list[int]:
    quota = await store.quota.quota(await somebody(store, account), group(), "UTC", RULES, NOON)
    return [usage.used for usage in quota.usages]


@pytest.mark.parametrize("ended", [False, True])
async def test_what_was_asked_before_parting_is_found_after_the_others_join_again(
    store: Store, engine: Engine, ended: bool
) -> None:
    """Shrunk from the state machine: bob's job waited, and its units stayed held on whoever ann became."""
    for name in ("old", "ann", "bob"):
        await somebody(store, name)
    job = await ask(store, "bob", 4)
    if ended:
        for claimed in await store.jobs.claim(OWNER, 1, NOON, LEASE):
            await finish(store, claimed)
    await linked(store, "ann", "bob")
    assert await store.links.unlink(BOB, RULES, NOON)
    await linked(store, "old", "ann")
    await assert_sound(engine)
    bob = await somebody(store, "bob")
    cancelled = await store.jobs.cancel(job.id, bob.id, NOON)
    assert (cancelled is None) is ended
    await assert_sound(engine)
    assert await used(store, "bob") == ([4, 4, 4] if ended else [0, 0, 0])
    assert await used(store, "old") == [4, 4, 4]


async def test_whose_job_waits_has_it_in_their_own_queue_after_parting(store: Store, engine: Engine) -> None:
    await somebody(store, "ann")
    for _ in range(3):
        await ask(store, "bob", 1, inside=False)
    await linked(store, "ann", "bob")
    await ask(store, "ann", 1, inside=False)
    assert await store.links.unlink(BOB, RULES, NOON)
    for name, room in (("bob", 0), ("ann", 2)):
        for _ in range(room):
            await ask(store, name, 1, inside=False, cap=3)
        with pytest.raises(Exception, match=r"queue\.full"):
            await ask(store, name, 1, inside=False, cap=3)
    await assert_sound(engine)
    for claimed in await store.jobs.claim(OWNER, 10, NOON, LEASE):
        await finish(store, claimed)
    await assert_sound(engine)
    assert await used(store, "bob") == [4, 4, 0]


async def test_what_everybody_drew_counts_once_however_they_part_and_join(store: Store, engine: Engine) -> None:
    for account, units in (("ann", 1), ("bob", 2), ("cat", 3)):
        await ask(store, account, units)
    await linked(store, "ann", "bob")
    await linked(store, "ann", "cat")
    for name in ("bob", "cat"):
        assert await store.links.unlink(Identity("console", name), RULES, NOON)
        await assert_sound(engine)
        assert await used(store, name) == await used(store, "ann") == [6, 6, 6]
    await linked(store, "bob", "cat")
    assert await used(store, "bob") == [6, 6, 6]
    await linked(store, "ann", "cat")
    assert await used(store, "ann") == [6, 6, 6]
    await assert_sound(engine)


async def test_what_is_paid_reaches_whoever_somebody_was_joined_with_meanwhile(store: Store, engine: Engine) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    line = await store.packs.grant(bob.id, 3, "cli", "hello", NOON)
    await linked(store, "ann", "bob")
    assert await store.packs.purchase(bob.id, 20, "charge-1", "pack", NOON)
    await store.packs.grant(bob.id, 5, "cli", "sorry", NOON)
    assert await store.packs.balance(ann.id) == 28
    assert await store.packs.reverse(line, "cli", "mistake", NOON) == 3
    assert await store.packs.balance(ann.id) == 25
    await assert_sound(engine)


async def test_joining_and_parting_while_both_ask_and_are_served(store: Store, engine: Engine) -> None:
    """What is asked, cancelled and delivered in the same moments is counted for whoever it is of, all of it."""
    await somebody(store, "ann")
    await somebody(store, "bob")

    async def asking(account: str) -> None:
        for _ in range(12):
            with contextlib.suppress(Rejection):
                job = await ask(store, account, 1)
                await store.jobs.cancel(job.id, (await somebody(store, account)).id, NOON)
                await ask(store, account, 1)

    async def serving() -> None:
        for _ in range(12):
            for claimed in await store.jobs.claim(OWNER, 3, NOON, LEASE):
                with contextlib.suppress(LeaseLost):
                    await finish(store, claimed)

    async def changing() -> None:
        for _ in range(6):
            await linked(store, "ann", "bob")
            await store.links.unlink(BOB, RULES, NOON)

    await asyncio.gather(asking("ann"), asking("bob"), serving(), changing())
    await assert_sound(engine)
    for account in ("ann", "bob"):
        person = (await somebody(store, account)).id
        for job in await store.jobs.unfinished(person):
            assert job.person == person
