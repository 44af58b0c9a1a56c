"""What admins and operators set, and that it holds from the next request on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import NotAllowed, NotFound, QuotaExceeded
from bot.model import Chat, GroupSettings, Identity, Limit, Mode, Person, ScopeKind
from bot.ports import Change, Receipt
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import DAY, LEASE, OWNER, finish, group, limits, order, private, somebody
from tests.fakes.clock import NOON

CLUB = group()


def said(what: str = "limit", old: str = "", new: str = "", chat: Chat = CLUB) -> Change:
    return Change("telegram:5", str(chat), what, old, new, NOON)


async def left(store: Store, person: Person, defaults: str = "100/day") -> list[tuple[str, int, int]]:
    """How many more are accepted in the club, by asking until it says no."""
    rules = limits(person=defaults)
    count = 0
    while True:
        try:
            await store.jobs.accept(order(person, chat=CLUB, account=f"p{person.id}", defaults=rules), NOON)
            count += 1
        except QuotaExceeded as error:
            return [(error.usage.rule.kind.value, error.usage.rule.limit.amount, count)]


async def test_settings_come_back_as_they_were_set(store: Store) -> None:
    assert await store.groups.settings(CLUB) == GroupSettings()
    new = GroupSettings(
        mode=Mode.ALL,
        paused=True,
        quiet=(1380, 420),
        timezone="Asia/Shanghai",
        language="zh",
        strict=True,
        models=("a", "b"),
        offers=True,
        claimed_by=(Identity("wecom", "ann"),),
    )
    await store.groups.change(CLUB, new, said("mode", "mentions", "all"))
    assert await store.groups.settings(CLUB) == new
    assert await store.groups.settings(group("other")) == GroupSettings()
    assert await store.groups.audit(str(CLUB), 5) == [said("mode", "mentions", "all")]


async def test_rules_of_a_group_its_members_and_exceptions(store: Store, engine: Engine) -> None:
    ann, bob, cat = [await somebody(store, name) for name in ("ann", "bob", "cat")]
    await store.groups.set_rule(CLUB, ScopeKind.GROUP, [Limit(9, DAY)], None, said())
    await store.groups.set_rule(CLUB, ScopeKind.MEMBER, [Limit(2, DAY)], None, said())
    await store.groups.set_rule(CLUB, ScopeKind.MEMBER, [Limit(3, DAY)], bob.id, said())
    await store.groups.set_rule(CLUB, ScopeKind.MEMBER, [], cat.id, said())
    rules = await store.groups.rules(CLUB)
    assert [(rule.scope.count(":"), rule.limit.amount, rule.by) for rule in rules] == [
        (2, 9, "telegram:5"),
        (2, 2, "telegram:5"),
        (3, 3, "telegram:5"),
    ]
    assert list(await store.groups.exempt(CLUB)) == [cat.id]
    assert await left(store, ann) == [("member", 2, 2)]
    assert await left(store, bob) == [("member", 3, 3)]
    assert await left(store, cat) == [("group", 9, 4)]
    await store.groups.set_rule(CLUB, ScopeKind.MEMBER, None, cat.id, said())
    await store.groups.set_rule(CLUB, ScopeKind.GROUP, None, None, said())
    assert await left(store, cat) == [("member", 2, 0)]
    await assert_sound(engine)


async def test_a_group_stays_under_the_operators_ceiling(store: Store) -> None:
    ann = await somebody(store)
    await store.groups.set_rule(CLUB, ScopeKind.GROUP, [Limit(50, DAY)], None, said())
    rules = limits(group="5/day")
    for _ in range(5):
        await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON)
    with pytest.raises(QuotaExceeded) as refused:
        await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON)
    assert refused.value.usage.rule.limit.amount == 5
    await store.office.limit_group(CLUB, [Limit(7, DAY)], said())
    for _ in range(2):
        await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON)
    with pytest.raises(QuotaExceeded):
        await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON)


async def test_the_operator_makes_exceptions_for_people(store: Store) -> None:
    ann = await somebody(store)
    await store.office.limit_person(ann.id, [Limit(1, DAY)], said())
    assert await left(store, ann) == [("person", 1, 1)]
    assert [rule.limit.amount for rule in await store.office.overrides()] == [1]
    await store.office.limit_person(ann.id, [], said())
    for _ in range(3):
        await store.jobs.accept(order(ann, defaults=limits(person="1/day")), NOON)
    await store.office.limit_person(ann.id, None, said())
    with pytest.raises(QuotaExceeded):
        await store.jobs.accept(order(ann, defaults=limits(person="1/day")), NOON)


async def test_a_channel_uses_the_groups_quota(store: Store) -> None:
    rules = limits(person="1/day", member="1/day", group="3/day")
    for _ in range(3):
        await store.jobs.accept(order(None, chat=CLUB, defaults=rules), NOON)
    with pytest.raises(QuotaExceeded) as refused:
        await store.jobs.accept(order(None, chat=CLUB, defaults=rules), NOON)
    assert [usage.rule.kind for usage in refused.value.quota.usages] == [ScopeKind.GROUP]


async def test_a_groups_days_are_its_own(store: Store) -> None:
    ann = await somebody(store)
    await store.groups.change(CLUB, GroupSettings(timezone="Pacific/Kiritimati"), said())  # 14 hours ahead
    rules = limits(group="1/day")
    await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON - timedelta(hours=3))
    with pytest.raises(QuotaExceeded) as refused:
        await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON - timedelta(hours=2, seconds=1))
    assert refused.value.usage.window.ends == NOON - timedelta(hours=2)
    await store.jobs.accept(order(ann, chat=CLUB, defaults=rules), NOON - timedelta(hours=2))


async def test_the_blocked_stay_outside_this_group_alone(store: Store) -> None:
    ann = await somebody(store)
    await store.groups.block(CLUB, ann.id, blocked=True, change=said("block"))
    await store.groups.block(CLUB, ann.id, blocked=True, change=said("block"))
    assert await store.groups.blocked(CLUB) == [ann.id]
    with pytest.raises(NotAllowed, match=r"person\.blocked"):
        await store.jobs.accept(order(ann, chat=CLUB), NOON)
    await store.jobs.accept(order(ann), NOON)
    await store.groups.block(CLUB, ann.id, blocked=False, change=said("unblock"))
    await store.jobs.accept(order(ann, chat=CLUB), NOON)


async def test_a_chat_with_a_new_id_keeps_everything(store: Store, engine: Engine) -> None:
    old, new = group("-100", "telegram"), group("-200", "telegram")
    ann = await somebody(store, "ann", "telegram")
    await store.groups.change(old, GroupSettings(mode=Mode.ALL), said(chat=old))
    await store.groups.set_rule(old, ScopeKind.GROUP, [Limit(4, DAY)], None, said(chat=old))
    await store.groups.set_rule(old, ScopeKind.MEMBER, [Limit(3, DAY)], ann.id, said(chat=old))
    await store.groups.block(old, 77, blocked=True, change=said(chat=old))
    for _ in range(2):
        await store.jobs.accept(order(ann, chat=old), NOON)
    [first, second] = await store.jobs.claim(OWNER, 2, NOON, LEASE)
    await finish(store, first)
    for _ in range(2):
        await store.groups.move("telegram", "-100", "-200", NOON)
    assert (await store.groups.settings(new)).mode is Mode.ALL
    assert await store.groups.blocked(new) == [77]
    assert sorted((rule.scope, rule.limit.amount) for rule in await store.groups.rules(new)) == [
        ("group:telegram:-200", 4),
        (f"member:telegram:-200:{ann.id}", 3),
    ]
    assert await store.groups.rules(old) == []
    assert len(await store.gallery.by_message("telegram", "-200", f"out-{first.id}")) == 1
    await finish(store, second)
    await store.jobs.accept(order(ann, chat=new), NOON)
    with pytest.raises(QuotaExceeded) as refused:
        await store.jobs.accept(order(ann, chat=new), NOON)
    assert (refused.value.usage.rule.kind, refused.value.usage.used) == (ScopeKind.MEMBER, 3)
    assert len(await store.groups.audit(str(new), 10)) == 4
    await assert_sound(engine)


async def test_whoever_posts_the_code_owns_the_group(store: Store) -> None:
    ann, bob = Identity("wecombot", "ann"), Identity("wecombot", "bob")
    code = await store.claims.offer(CLUB, NOON)
    with pytest.raises(NotFound, match=r"claim\.unknown"):
        await store.claims.redeem(CLUB, bob, "WRONG", NOON)
    await store.claims.redeem(CLUB, ann, code, NOON)
    with pytest.raises(NotFound):
        await store.claims.redeem(CLUB, bob, code, NOON)
    assert (await store.groups.settings(CLUB)).claimed_by == (ann,)
    stolen = await store.claims.offer(group("other"), NOON)
    with pytest.raises(NotFound):
        await store.claims.redeem(CLUB, bob, stolen, NOON)
    for _ in range(2):
        with pytest.raises(NotFound):
            await store.claims.redeem(CLUB, bob, "WRONG", NOON)
    with pytest.raises(NotAllowed, match=r"claim\.tries"):
        await store.claims.redeem(CLUB, bob, code, NOON)


async def test_packs_are_given_and_taken_once(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    line = await store.packs.grant(ann.id, 5, "cli", "sorry", NOON, reference="m1")
    assert await store.packs.grant(ann.id, 5, "cli", "sorry", NOON, reference="m1") == line
    assert await store.packs.purchase(ann.id, 10, "charge-1", "50 XTR", NOON)
    assert not await store.packs.purchase(ann.id, 10, "charge-1", "50 XTR", NOON)
    assert await store.packs.balance(ann.id) == 15
    bought = await store.packs.by_charge("charge-1")
    assert bought is not None
    assert await store.packs.reversed(bought) is None
    await store.packs.grant(ann.id, -12, "cli", "mistake", NOON)
    assert await store.packs.reverse(bought, "cli", "refunded", NOON) == 3
    with pytest.raises(NotFound):
        await store.packs.reverse(bought, "cli", "refunded", NOON)
    assert await store.packs.reversed(bought) == 3
    with pytest.raises(NotFound):
        await store.packs.reverse(999, "cli", "", NOON)
    job = (await store.jobs.accept(order(ann, units=4), NOON)).job
    assert await store.packs.refund_job(job.id, "cli", "ugly", NOON) == 0
    await finish(store, (await store.jobs.claim(OWNER, 1, NOON, LEASE))[0])
    assert await store.packs.refund_job(job.id, "cli", "ugly", NOON) == 4
    assert await store.packs.refund_job(job.id, "cli", "ugly", NOON) == 0
    assert await store.packs.balance(ann.id) == 4
    await assert_sound(engine)


async def test_reports_count_what_happened(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    for hour, person, name in ((0, ann, "ann"), (1, ann, "ann"), (30, bob, "bob")):
        at = NOON + timedelta(hours=hour)
        await store.jobs.accept(order(person, chat=CLUB, account=name, units=2), at)
        [job] = await store.jobs.claim(OWNER, 1, at, LEASE)
        await finish(store, job, micros=39_000, now=at)
    await store.jobs.accept(order(ann), NOON)
    until = NOON + timedelta(days=2)
    tallies = await store.reports.tallies(CLUB, NOON, until, "UTC")
    assert [(tally.day, tally.person, tally.jobs, tally.units) for tally in tallies] == [
        ("2026-11-23", ann.id, 2, 4),
        ("2026-11-24", bob.id, 1, 2),
    ]
    assert sum(tally.jobs for tally in await store.reports.tallies(None, NOON, until, "Asia/Shanghai")) == 4
    spends = await store.reports.spends(NOON, until, "UTC")
    assert [(spend.day, spend.provider, spend.person, spend.calls, spend.micros) for spend in spends] == [
        ("2026-11-23", "sketch", ann.id, 2, 78_000),
        ("2026-11-24", "sketch", bob.id, 1, 39_000),
    ]
    assert await store.reports.hours(NOON, until) == [
        (NOON, 2),
        (NOON + timedelta(hours=1), 1),
        (NOON + timedelta(hours=30), 1),
    ]
    backlog = await store.reports.backlog(NOON + timedelta(seconds=90))
    assert (sum(backlog.states.values()), backlog.oldest, backlog.people) == (1, 90.0, 1)
    assert await store.reports.latencies(NOON, 2) == [("sketch", "sketch-1", 2.0)] * 2
    accounts = await store.office.accounts(10)
    assert [(account.person.id, account.jobs) for account in accounts] == [(bob.id, 1), (ann.id, 3)]
    assert [account.person.id for account in await store.office.accounts(10, bob.id)] == [ann.id]


async def test_chats_that_cannot_be_written_to(store: Store) -> None:
    ann = await somebody(store)
    for chat in (CLUB, private()):
        await store.jobs.accept(order(ann, chat=chat), NOON)
    assert await store.office.reachable("console") == [private(), CLUB]
    await store.office.lost("console", "club", lost=True, now=NOON)
    await store.office.lost("console", "club", lost=True, now=NOON)
    assert await store.office.reachable("console") == [private()]
    await store.office.lost("console", "club", lost=False, now=NOON)
    assert len(await store.office.reachable("console")) == 2


async def test_pictures_that_need_not_be_drawn_again(store: Store) -> None:
    ann = await somebody(store)
    jobs = [(await store.jobs.accept(order(ann, chat=CLUB), NOON)).job for _ in range(2)]
    assert await store.reuse.board("key", jobs[0].id, NOON, 60) == jobs[0].id
    assert await store.reuse.board("key", jobs[1].id, NOON, 60) == jobs[0].id
    assert await store.reuse.board("key", jobs[1].id, NOON + timedelta(seconds=61), 60) == jobs[1].id
    await store.reuse.land("key", jobs[0].id)
    assert await store.reuse.board("key", jobs[0].id, NOON + timedelta(seconds=62), 60) == jobs[1].id
    await store.reuse.remember("key", jobs[0].id, NOON, 3600)
    assert await store.reuse.recall(["key"], NOON) is None
    [job, _] = await store.jobs.claim(OWNER, 2, NOON, LEASE)
    await finish(store, job)
    entry = await store.reuse.recall(["other", "key"], NOON)
    assert entry is not None
    assert [job.id for job in await store.reuse.recent(CLUB, NOON - timedelta(days=1), 5)] == [entry.job.id]
    assert await store.reuse.recall(["key"], NOON + timedelta(hours=1)) is None
    await store.gallery.delete(entry.pictures[0].id)
    assert await store.reuse.recall(["key"], NOON) is None
    assert await store.reuse.recent(CLUB, NOON - timedelta(days=1), 5) == []


async def test_a_resent_picture_is_found_by_its_new_message(store: Store) -> None:
    ann = await somebody(store)
    await store.jobs.accept(order(ann), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, job)
    await store.gallery.shown("console", "elsewhere", job.id, Receipt(("m77",)))
    assert [picture.job for picture in await store.gallery.by_message("console", "elsewhere", "m77")] == [job.id]
