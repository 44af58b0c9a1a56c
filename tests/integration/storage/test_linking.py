"""Accounts that become one person, and part again."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.errors import NotAllowed, NotFound
from bot.model import Ending, Identity, Limit, ScopeKind, WindowKind
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, finish, group, order, private, somebody
from tests.fakes.clock import NOON
from tests.integration.storage.use import SAID, TEN, used


async def test_linking_joins_history_packs_and_use(store: Store, engine: Engine) -> None:
    ann = await somebody(store, "ann")
    wechat = await somebody(store, "wx-1", "wechat")
    for person, chat, account in ((ann, group(), "ann"), (wechat, group("club", "wechat"), "wx-1")):
        await store.packs.grant(person.id, 5, "cli", "hello", NOON)
        for _ in range(3):
            await store.jobs.accept(order(person, chat=chat, account=account, defaults=TEN), NOON)
    for job in (await store.jobs.claim(OWNER, 4, NOON, LEASE))[:3]:
        await finish(store, job)
    code = await store.links.offer(ann.id, NOON)
    both = await store.links.redeem(wechat.id, f" {code.lower()} ", NOON)
    assert both == ann.id
    assert await store.packs.balance(both) == 10
    assert await used(store, both, group()) == [6, 6, 3]
    assert await used(store, both, group("club", "wechat")) == [6, 6, 3]
    assert len(await store.gallery.history(both, 10)) == 3
    assert (await somebody(store, "wx-1", "wechat")).id == both
    await assert_sound(engine)
    stale = await store.jobs.accept(order(wechat, account="wx-1", defaults=TEN), NOON)
    assert stale.job.person == both
    for job in await store.jobs.claim(OWNER, 10, NOON, LEASE):
        await store.jobs.refund(OWNER, job.id, Ending.FAILED, "", NOON)
    await assert_sound(engine)


async def test_a_code_lives_ten_minutes_once(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    old = await store.links.offer(ann.id, NOON)
    code = await store.links.offer(ann.id, NOON)
    for wrong, when in ((old, NOON), (code, NOON + timedelta(minutes=10)), ("ABCDEFGH", NOON)):
        with pytest.raises(NotFound, match=r"link\.unknown"):
            await store.links.redeem(bob.id, wrong, when)
    assert await store.links.redeem(bob.id, code, NOON + timedelta(minutes=9)) == ann.id
    with pytest.raises(NotFound):
        await store.links.redeem(ann.id, code, NOON)


async def test_codes_cannot_be_guessed_at_will(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    code = await store.links.offer(ann.id, NOON)
    for _ in range(5):
        with pytest.raises(NotFound):
            await store.links.redeem(bob.id, "WRONGWRO", NOON)
    with pytest.raises(NotAllowed, match=r"link\.tries"):
        await store.links.redeem(bob.id, code, NOON)
    fresh = await store.links.offer(ann.id, NOON + timedelta(minutes=11))
    assert await store.links.redeem(bob.id, fresh, NOON + timedelta(minutes=11)) == ann.id


async def test_many_guesses_at_once_are_five_guesses(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    code = await store.links.offer(ann.id, NOON)
    guesses = [store.links.redeem(bob.id, f"WRONG{number:03}", NOON) for number in range(30)]
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert Counter(type(answer) for answer in answers) == {NotFound: 5, NotAllowed: 25}
    with pytest.raises(NotAllowed, match=r"link\.tries"):
        await store.links.redeem(bob.id, code, NOON)


async def test_a_code_leads_to_whoever_offered_it_is_now(store: Store) -> None:
    old, ann, bob = [await somebody(store, name) for name in ("old", "ann", "bob")]
    code = await store.links.offer(ann.id, NOON)
    await store.links.redeem(ann.id, await store.links.offer(old.id, NOON), NOON)
    assert await store.links.redeem(bob.id, code, NOON) == old.id
    assert {(await somebody(store, name)).id for name in ("old", "ann", "bob")} == {old.id}


async def test_parting_gives_no_second_allowance(store: Store, engine: Engine) -> None:
    ann, wechat = await somebody(store, "ann"), await somebody(store, "wx-1", "wechat")
    await store.links.redeem(wechat.id, await store.links.offer(ann.id, NOON), NOON)
    joined = await somebody(store, "wx-1", "wechat")
    for _ in range(2):
        await store.jobs.accept(order(joined, chat=private("wx-1", "wechat"), account="wx-1", defaults=TEN), NOON)
    await store.jobs.accept(order(joined, defaults=TEN), NOON)
    assert await store.links.unlink(Identity("wechat", "wx-1"), TEN, NOON)
    alone = await somebody(store, "wx-1", "wechat")
    assert alone.id not in {ann.id, wechat.id}
    assert await used(store, alone.id) == [3, 3]
    assert await used(store, ann.id) == [3, 3]
    assert len(await store.jobs.unfinished(alone.id)) == 2
    assert not await store.links.unlink(Identity("wechat", "wx-1"), TEN, NOON)
    assert not await store.links.unlink(Identity("wechat", "stranger"), TEN, NOON)
    for job in await store.jobs.claim(OWNER, 10, NOON, LEASE):
        await finish(store, job)
    await assert_sound(engine)


async def test_joining_and_parting_again_and_again_costs_nothing_and_refills_nothing(
    store: Store, engine: Engine
) -> None:
    ann, wechat = await somebody(store, "ann"), await somebody(store, "wx-1", "wechat")
    chats = {"ann": private(), "wx-1": private("wx-1", "wechat")}
    for person, account in ((ann, "ann"), (wechat, "wx-1")):
        for _ in range(2):
            await store.jobs.accept(order(person, chat=chats[account], account=account, defaults=TEN), NOON)
    for _ in range(3):
        both = await store.links.redeem(wechat.id, await store.links.offer(ann.id, NOON), NOON)
        assert await used(store, both) == [4, 4]
        assert await store.links.unlink(Identity("wechat", "wx-1"), TEN, NOON)
        ann, wechat = await somebody(store, "ann"), await somebody(store, "wx-1", "wechat")
        assert await used(store, ann.id) == await used(store, wechat.id) == [4, 4]
    other = await somebody(store, "third", "telegram")
    joined = await store.links.redeem(wechat.id, await store.links.offer(other.id, NOON), NOON)
    assert await used(store, joined) == [4, 4]
    await assert_sound(engine)


async def test_parting_is_no_way_out(store: Store) -> None:
    """Blocks, strikes, and tighter limits go along; what somebody was given does not come twice."""
    ann, wechat = await somebody(store, "ann"), await somebody(store, "wx-1", "wechat")
    await store.groups.block(group(), ann.id, True, SAID)
    await store.groups.set_rule(group(), ScopeKind.MEMBER, [Limit(0, WindowKind.DAY)], ann.id, SAID)
    await store.groups.set_rule(group("den"), ScopeKind.MEMBER, [Limit(90, WindowKind.DAY)], ann.id, SAID)
    await store.office.limit_person(ann.id, [Limit(1, WindowKind.DAY), Limit(999, WindowKind.MONTH)], SAID)
    await store.strikes.strike(ann.id, "violence", NOON)
    await store.links.redeem(wechat.id, await store.links.offer(ann.id, NOON), NOON)
    await store.links.unlink(Identity("console", "ann"), TEN, NOON)
    out = await somebody(store, "ann")
    assert out.id != ann.id
    assert set(await store.groups.blocked(group())) == {ann.id, out.id}
    assert len(await store.strikes.strikes(out.id, NOON)) == 1
    rules = {(rule.scope, rule.limit.amount) for rule in await store.office.overrides()}
    assert {(f"person:{out.id}", 1), (f"person:{out.id}", 200), (f"member:console:club:{out.id}", 0)} <= rules
    assert not any(scope == f"member:console:den:{out.id}" for scope, _ in rules)
    with pytest.raises(NotAllowed, match=r"person\.blocked"):
        await store.jobs.accept(order(out, chat=group(), defaults=TEN), NOON)
