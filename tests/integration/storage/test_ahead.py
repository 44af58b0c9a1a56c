"""Pictures drawn ahead with allowance that would expire: on both databases, while the clock nears midnight in California."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from adapters.queue.bell import Bell
from adapters.wiring.pictures import LazyDarkroom
from bot.ahead import Ahead, Plan
from bot.delivery import Delivery
from bot.errors import Unclassified
from bot.imminent import Imminent
from bot.model import Fund, ImageRequest, Lane, Limit, State, WindowKind
from bot.ports import Order
from bot.resilience import Resilient, Target
from bot.reuse.exact import Scope, Sharing
from bot.reuse.memory import Memory
from bot.reuse.spare import HOUSE
from bot.showing import Showing
from bot.studio import Studio
from bot.telling import Telling
from bot.texts import Texts
from bot.texts.styles import load_styles
from bot.work import Work
from storage.engine import Engine
from storage.store import Store
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_orders import LEASE, OWNER, finish, group, order, private, somebody
from tests.fakes.clock import FakeClock
from tests.fakes.provider import Act, FakeProvider

RESET = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Midnight in Los Angeles."""

EVENING = RESET - timedelta(hours=2)
PRESET = "a ceramic teapot"
FOX = ImageRequest(prompt="a red fox")


@dataclass(eq=False)
class Scenery:
    store: Store
    clock: FakeClock
    provider: FakeProvider
    client: Resilient
    work: Work
    memory: Memory
    ahead: Ahead

    async def draw_all(self) -> list[ImageRequest]:
        """Whatever is in the queue, drawn; return what the provider was asked this time."""
        before = len(self.provider.requests)
        for job in await self.store.jobs.claim(OWNER, 50, self.clock.now(), LEASE):
            await self.work(OWNER, job)
        return self.provider.requests[before:]

    async def known(self, chat: str, **changes: object) -> bool:
        """Whether somebody new, in a chat of their own, gets it at once."""
        somebody_new = await somebody(self.store, chat)
        asked = order(somebody_new, chat=private(chat), account=chat)
        return await self.memory.known(replace(asked, request=replace(FOX, **changes)))  # type: ignore[arg-type]  # by name


def scenery(
    store: Store,
    clock: FakeClock,
    *,
    most: int = 5,
    allowance: int | None = 100,
    scope: Scope = Scope.GROUP,
    budget: Sequence[Limit] = (),
    acts: Sequence[Act] = (Act(),),
) -> Scenery:
    clock.set(EVENING)
    styles, sharing = load_styles(), Sharing(scope)
    provider = FakeProvider(clock, script=acts)
    target = Target(id="fake/here/key1", provider=provider, allowance=allowance, zone="America/Los_Angeles")
    client = Resilient([target], clock=clock, random=Random(1), store=store.targets)
    memory = Memory(store=store.reuse, jobs=store.jobs, gallery=store.gallery, clock=clock, sharing=sharing)
    studio = Studio(
        provider=client,
        jobs=store.jobs,
        blobs=store.blobs,
        darkroom=LazyDarkroom(),
        doorbell=Bell(),
        clock=clock,
        dress=styles.applied,
        memory=memory,
    )
    texts, imminent = Texts.load(), Imminent(clock)
    telling = Telling(platforms={}, jobs=store.jobs, imminent=imminent, texts=texts, clock=clock)
    delivery = Delivery(
        platforms={},
        jobs=store.jobs,
        gallery=store.gallery,
        moves=store.groups,
        office=store.office,
        showing=Showing(platforms={}, gallery=store.gallery, blobs=store.blobs, texts=texts),
        telling=telling,
        imminent=imminent,
        clock=clock,
    )
    ahead = Ahead(
        targets=client,
        studio=studio,
        reuse=store.reuse,
        reports=store.reports,
        office=store.office,
        notices=store.notices,
        clock=clock,
        plan=Plan(most, budget, frozenset({PRESET}), sharing),
    )
    return Scenery(store, clock, provider, client, Work(studio, delivery, telling), memory, ahead)


async def asked(store: Store, *accounts: str, when: datetime, **changes: object) -> None:
    """Each of these people had exactly this drawn, in a private chat of their own."""
    for account in accounts:
        person = await somebody(store, account)
        plain = order(person, chat=private(account), account=account)
        wanted = replace(plain, request=replace(FOX, **changes))  # type: ignore[arg-type]  # by name
        await _delivered(store, wanted, when)


async def _delivered(store: Store, wanted: Order, when: datetime) -> None:
    await store.jobs.accept(wanted, when)
    [job] = await store.jobs.claim(OWNER, 1, when, LEASE)
    await finish(store, job, now=when)


async def test_what_many_asked_for_is_drawn_before_the_reset_and_then_free_for_all(
    store: Store, clock: FakeClock, engine: Engine
) -> None:
    here = scenery(store, clock)
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=2))
    assert not await here.known("dora")
    assert await here.ahead.look() == 1
    assert [request.prompt for request in await here.draw_all()] == ["a red fox"]
    [tally] = await store.reports.tallies(HOUSE, EVENING - timedelta(hours=1), RESET, "UTC")
    assert (tally.state, tally.fund, tally.units, tally.jobs) == (State.WAITING, Fund.SPARE, 0, 1)
    assert await here.known("dora")
    assert await here.known("dora", prompt="A red  FOX")
    assert not await here.known("dora", private=True)
    assert not await here.known("dora", fresh=True)
    assert not await here.known("dora", aspect="16:9")
    clock.set(EVENING + timedelta(hours=23))
    assert await here.known("dora")
    clock.set(EVENING + timedelta(hours=25))
    assert not await here.known("dora")
    await assert_sound(engine)


async def test_it_is_seen_where_money_is_counted_and_in_the_log_of_changes_but_not_among_peoples_requests(
    store: Store, clock: FakeClock
) -> None:
    here = scenery(store, clock)
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=2))
    await here.ahead.look()
    await here.draw_all()
    tonight = (EVENING - timedelta(hours=1), RESET)
    [spend] = await store.reports.spends(*tonight, "UTC")
    assert (spend.chat, spend.person, spend.provider, spend.micros) == (str(HOUSE), None, "fake", 39_000)
    assert await store.reports.tallies(None, *tonight, "UTC") == []
    assert await store.reports.hours(*tonight) == []
    [line] = await store.groups.audit(None, 5)
    assert (line.actor, line.what) == ("house:ahead", "ahead")
    assert line.new == "1 for fake, 94 to spare until 2026-11-24T08:00+00:00"


@pytest.mark.parametrize(
    ("people", "changes"),
    [
        (("ann", "ben"), {}),
        (("ann", "ann", "ann", "ann"), {}),
        (("ann", "ben", "cid"), {"private": True}),
        (("ann", "ben", "cid"), {"fresh": True}),
        (("ann", "ben", "cid"), {"seed": 7}),
        (("ann", "ben", "cid"), {"provider": "fake"}),
        (("ann", "ben", "cid"), {"references": ("0" * 64,)}),
        (("ann",), {"prompt": PRESET, "negative": "my secret"}),
    ],
)
async def test_what_is_not_everybodys_is_never_drawn_ahead(
    store: Store, clock: FakeClock, people: tuple[str, ...], changes: dict[str, object]
) -> None:
    here = scenery(store, clock)
    await asked(store, *people, when=EVENING - timedelta(days=2), **changes)
    assert await here.ahead.look() == 0


async def test_the_words_of_one_group_stay_in_it_however_many_say_them(store: Store, clock: FakeClock) -> None:
    here = scenery(store, clock)
    for account in ("ann", "ben", "cid", "dora"):
        person = await somebody(store, account)
        wanted = order(person, chat=group(), account=account)
        await _delivered(store, wanted, EVENING - timedelta(days=1))
    assert await here.ahead.look() == 0


async def test_our_own_presets_need_only_one_who_asked(store: Store, clock: FakeClock) -> None:
    here = scenery(store, clock, scope=Scope.PERSON)
    await asked(store, "ann", when=EVENING - timedelta(days=1), prompt=PRESET, style="film")
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=1))
    assert await here.ahead.look() == 1
    [drawn] = await here.draw_all()
    assert drawn.prompt.startswith(PRESET)
    assert "cinematic" in drawn.prompt
    assert await here.known("dora", prompt=PRESET, style="film")


@pytest.mark.parametrize(
    ("hours_left", "requests_an_hour", "left", "drawn"),
    [(4, 0, 100, 0), (2, 0, 100, 1), (2, 4, 10, 1), (2, 5, 10, 0), (2, 0, None, 0), (2, 3, 6, 0)],
)
async def test_only_what_nobody_will_want_is_used(
    store: Store, clock: FakeClock, *, hours_left: int, requests_an_hour: int, left: int | None, drawn: int
) -> None:
    here = scenery(store, clock, allowance=left)
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=3))
    busy = EVENING - timedelta(days=1)
    await asked(store, *["ann"] * requests_an_hour, when=busy, prompt="something of my own")
    clock.set(RESET - timedelta(hours=hours_left))
    assert await here.ahead.look() == drawn


async def test_two_at_a_time_up_to_the_operators_number_and_each_once(store: Store, clock: FakeClock) -> None:
    here = scenery(store, clock, most=3)
    for number in range(5):
        await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=1), prompt=f"fox {number}")
    looks: list[int] = []
    for _ in range(5):
        looks.append(await here.ahead.look())
        assert await here.ahead.look() == 0  # another process, at the same moment
        await here.draw_all()
        clock.set(clock.now() + timedelta(seconds=61))
    assert looks == [2, 1, 0, 0, 0]
    assert len({request.prompt for request in here.provider.requests}) == 3


async def test_nobody_is_kept_waiting_for_it(store: Store, clock: FakeClock) -> None:
    here = scenery(store, clock)
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=1))
    await here.ahead.look()
    person = await somebody(store, "dora")
    await store.jobs.accept(order(person, chat=private("dora"), account="dora", lane=Lane.SLOW), clock.now())
    slow, spare = await store.jobs.claim(OWNER, 2, clock.now(), LEASE)
    assert (slow.lane, spare.lane) == (Lane.SLOW, Lane.SPARE)
    await store.jobs.release(OWNER, slow.id, clock.now())
    clock.set(clock.now() + timedelta(seconds=61))
    assert await here.ahead.look() == 0  # somebody waits


@pytest.mark.parametrize(("budget", "drawn"), [(48_000, 0), (49_000, 1), (1_000_000, 2)])
async def test_the_last_fifth_of_the_budget_is_left_to_people(
    store: Store, clock: FakeClock, engine: Engine, budget: int, drawn: int
) -> None:
    here = scenery(store, clock, budget=[Limit(budget, WindowKind.DAY)])
    for number in range(2):
        await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=1), prompt=f"fox {number}")
    assert await here.ahead.look() == drawn
    await here.draw_all()
    await assert_sound(engine)


async def test_a_drawing_that_fails_costs_nothing_and_is_not_tried_again_that_day(
    store: Store, clock: FakeClock, engine: Engine
) -> None:
    here = scenery(store, clock, acts=[Act(error=Unclassified("broken"))])
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=1))
    assert await here.ahead.look() == 1
    await here.draw_all()
    clock.set(clock.now() + timedelta(seconds=61))
    assert await here.ahead.look() == 0
    assert not await here.known("dora")
    await assert_sound(engine)


async def test_its_words_are_erased_when_the_cache_has_let_go(store: Store, clock: FakeClock, tmp_path: Path) -> None:
    here = scenery(store, clock)
    await asked(store, "ann", "ben", "cid", when=EVENING - timedelta(days=1))
    await here.ahead.look()
    await here.draw_all()
    [spend] = [s for s in await store.reports.spends(EVENING, RESET, "UTC") if s.chat == str(HOUSE)]
    assert spend.calls == 1
    assert await store.privacy.retain(36_500, EVENING + timedelta(hours=12)) == 0
    assert await store.privacy.retain(36_500, EVENING + timedelta(hours=25)) == 1
    kept = await store.reuse.asked(EVENING - timedelta(days=7), 10)
    assert [one.times for one in kept] == [3]  # people's own, which they may erase themselves
