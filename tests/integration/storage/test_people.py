"""People: the door, links, erasure, bans, strikes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import NotAllowed, QuotaExceeded
from bot.model import Chat, ChatKind, Ending, Identity, Incoming, State
from bot.ports import Receipt
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, draw, finish, limits, order, private, somebody
from tests.fakes.clock import NOON
from tests.integration.storage.use import SAID, TEN, used


def incoming(event: str, chat: Chat, account: str | None = "ann") -> Incoming:
    sender = None if account is None else Identity(chat.platform, account, account.title())
    return Incoming(event=event, chat=chat, at=NOON, sender=sender)


async def test_the_door_knows_who_where_and_whether_before(store: Store) -> None:
    club = Chat("console", "club", ChatKind.GROUP, title="The club")
    first = await store.inbox.admit(incoming("1", club), "zh", "Asia/Shanghai", NOON)
    assert first.person is not None
    assert (first.person.language, first.person.timezone, first.seen) == ("zh", "Asia/Shanghai", False)
    assert first.group is not None
    await store.inbox.done("console", "1", NOON)
    await store.inbox.done("console", "1", NOON)
    again = await store.inbox.admit(incoming("1", club), "en", "UTC", NOON)
    assert (again.person, again.seen) == (first.person, True)
    channel = await store.inbox.admit(incoming("2", private(), None), "en", "UTC", NOON)
    assert (channel.person, channel.group, channel.seen) == (None, None, False)
    assert [chat.title for chat, _ in await store.office.groups()] == ["The club"]


async def test_one_account_is_one_person_however_often_it_comes(store: Store) -> None:
    people = await asyncio.gather(*(somebody(store, "ann") for _ in range(30)))
    assert len({person.id for person in people}) == 1
    assert (await somebody(store, "ann", "telegram")).id != people[0].id


async def test_people_are_found_by_account_and_name(store: Store) -> None:
    ann = await store.people.person(Identity("telegram", "12345", "Ann"), "en", "UTC")
    for word in ("@ann", "Ann", "12345", "telegram:12345"):
        assert await store.people.find("telegram", word) == ann
    assert await store.people.find("console", "@ann") is None
    assert await store.people.find("telegram", "bob") is None
    assert await store.people.names([ann.id, 999]) == {ann.id: "Ann"}


async def test_what_people_choose_stays(store: Store) -> None:
    ann = await somebody(store)
    await store.people.set_language(ann.id, "zh")
    await store.people.set_timezone(ann.id, "Asia/Shanghai")
    assert (await somebody(store)).language == "zh"
    assert (await somebody(store)).timezone == "Asia/Shanghai"


async def test_moving_to_another_zone_refills_nothing(store: Store) -> None:
    ann = await somebody(store)
    rules = limits(person="1/day")
    await store.jobs.accept(order(ann, defaults=rules), NOON)
    await store.people.set_timezone(ann.id, "America/New_York")
    with pytest.raises(QuotaExceeded):
        await store.jobs.accept(order(await somebody(store), defaults=rules), NOON)


async def test_moving_to_where_it_is_tomorrow_takes_todays_use_along(store: Store) -> None:
    ann = await somebody(store)
    rules = limits(person="3/day")
    for _ in range(2):
        await store.jobs.accept(order(ann, defaults=rules), NOON)
    for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Kiritimati"):
        await store.people.set_timezone(ann.id, zone)
    await store.jobs.accept(order(await somebody(store), defaults=rules), NOON)
    for zone in ("Pacific/Kiritimati", "Asia/Kolkata", "Pacific/Kiritimati"):
        await store.people.set_timezone(ann.id, zone)
        moved = await somebody(store)
        if zone == "Pacific/Kiritimati":
            with pytest.raises(QuotaExceeded):
                await store.jobs.accept(order(moved, defaults=rules), NOON)
    await store.jobs.accept(order(moved, defaults=rules), NOON + timedelta(days=1))


async def test_a_city_mistaken_and_put_right_costs_nothing_of_tomorrow(store: Store) -> None:
    ann = await somebody(store)
    rules = limits(person="2/day")
    for _ in range(2):
        await store.jobs.accept(order(ann, defaults=rules), NOON)
    for zone in ("Pacific/Kiritimati", "UTC"):
        await store.people.set_timezone(ann.id, zone)
    with pytest.raises(QuotaExceeded):
        await store.jobs.accept(order(await somebody(store), defaults=rules), NOON)
    for _ in range(2):
        await store.jobs.accept(order(await somebody(store), defaults=rules), NOON + timedelta(days=1))


# ── going away ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_forgetting_erases_and_refills_nothing(store: Store, engine: Engine) -> None:
    ann, bob = await somebody(store, "ann", "telegram"), await somebody(store, "bob", "telegram")
    for person, name, count in ((ann, "ann", 4), (bob, "bob", 1)):
        for _ in range(count):
            chat = private(name, "telegram")
            await store.jobs.accept(order(person, chat=chat, account=name, prompt="my secret", defaults=TEN), NOON)
    drawn = {job.id: job for job in await store.jobs.claim(OWNER, 5, NOON, LEASE)}
    mine = [job for job in drawn.values() if job.person == ann.id]
    [his] = [job for job in drawn.values() if job.person == bob.id]
    await finish(store, his, "shared")
    await finish(store, mine[0], "shared", "own")
    await draw(store, mine[1], "sending")
    await store.jobs.delivering(OWNER, mine[1].id, NOON)
    digests = {picture.digest for entry in await store.gallery.history(ann.id, 9) for picture in entry.pictures}
    await store.notes.put("telegram/ann/budget", "3", NOON, 999)
    await store.privacy.forget(ann.id, NOON)
    assert await store.gallery.history(ann.id, 9) == []
    kept = [digest for digest in digests if await store.blobs.get(digest) is not None]
    [entry] = await store.gallery.history(bob.id, 9)
    assert kept == [entry.pictures[0].digest]
    assert await store.people.find("telegram", "ann") is None
    assert await store.notes.get("telegram/ann/budget", NOON) is None
    await store.jobs.delivered(OWNER, mine[1].id, Receipt(("m1",)), Ending.CONFIRMED, NOON)
    assert await store.privacy.retain(3650, NOON) == 1
    assert await store.gallery.by_message("telegram", "ann", "m1") == ()
    for job in mine:
        left = await store.jobs.get(job.id)
        assert left is not None
        assert left.state.ended
        assert "secret" not in repr(left)
        assert "ann" not in repr(left)
    back = await somebody(store, "ann", "telegram")
    assert back.id == ann.id
    assert await used(store, ann.id) == [2, 2]
    await assert_sound(engine)


async def test_an_export_holds_what_is_theirs_and_nothing_of_others(store: Store) -> None:
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    await store.jobs.accept(order(ann, prompt="a red fox"), NOON)
    await store.jobs.accept(order(bob, account="bob", prompt="a blue fox"), NOON)
    for job in await store.jobs.claim(OWNER, 2, NOON, LEASE):
        await finish(store, job)
    export = await store.privacy.export(ann.id)
    assert [row["prompt"] for row in export.tables["jobs"]] == ["a red fox"]
    assert [row["kind"] for row in export.tables["ledger"]] == ["reserve", "settle"]
    assert len(export.digests) == 1
    assert "blue" not in repr(export)
    assert "sketch" not in repr(export)


async def test_what_was_noted_about_somebody_goes_with_them(store: Store) -> None:
    ann = await somebody(store, "ann")
    theirs = [f"people/{ann.id}/style", f"offers/{ann.id}/1", "console/ann/pushes"]
    others = [f"people/{ann.id}1/style", "console/anna/pushes"]
    for key in (*theirs, *others):
        await store.notes.put(key, "kept", NOON, 3600)
    await store.privacy.forget_identity(Identity("console", "ann"), NOON)
    assert [await store.notes.get(key, NOON) for key in theirs] == [None, None, None]
    assert [await store.notes.get(key, NOON) for key in others] == ["kept", "kept"]


async def test_old_prompts_and_pictures_go_after_the_time_set(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    await store.jobs.accept(order(ann), NOON)
    [job] = await store.jobs.claim(OWNER, 1, NOON, LEASE)
    await finish(store, job)
    [entry] = await store.gallery.history(ann.id, 1)
    assert await store.privacy.retain(30, NOON + timedelta(days=29)) == 0
    assert await store.privacy.retain(30, NOON + timedelta(days=31)) == 1
    assert await store.privacy.retain(30, NOON + timedelta(days=31)) == 0
    assert await store.blobs.get(entry.pictures[0].digest) is None
    await assert_sound(engine)


async def test_bans_and_strikes(store: Store) -> None:
    ann = await somebody(store)
    await store.bans.ban(ann.id, None, SAID)
    with pytest.raises(NotAllowed):
        await store.jobs.accept(order(ann), NOON + timedelta(days=9999))
    await store.bans.unban(ann.id, SAID)
    await store.jobs.accept(order(ann), NOON)
    assert [await store.strikes.strike(ann.id, "violence", NOON + timedelta(hours=i)) for i in (0, 1, 30)] == [1, 2, 1]
    assert len(await store.strikes.strikes(ann.id, NOON)) == 3
    await store.strikes.pardon(ann.id, SAID)
    assert await store.strikes.strikes(ann.id, NOON) == []
    assert len(await store.groups.audit("", 10)) == 3


async def test_cancelled_by_forgetting_gives_back(store: Store, engine: Engine) -> None:
    ann = await somebody(store)
    job = (await store.jobs.accept(order(ann, defaults=TEN), NOON)).job
    await store.privacy.forget_identity(Identity("console", "ann"), NOON)
    await store.privacy.forget_identity(Identity("console", "nobody"), NOON)
    left = await store.jobs.get(job.id)
    assert left is not None
    assert (left.state, left.ending) == (State.REFUNDED, Ending.CANCELLED)
    await assert_sound(engine)
