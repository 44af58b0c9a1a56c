"""What an account drew goes along when it parts: nothing stays held for a job that is somebody else's."""

from __future__ import annotations

import pytest

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
