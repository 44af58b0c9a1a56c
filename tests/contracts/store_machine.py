"""Anything that can happen to the store, in any order: after every step the ledger's invariants hold.

Accepts, claims, crashes, deliveries, refunds, cancels, rule changes, grants, links, erasure, moved chats, clock jumps.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import LeaseLost, NotAllowed, NotFound, QuotaExceeded, Rejection
from bot.model import Chat, Ending, Fund, Identity, Job, Limit, Person, ScopeKind, WindowKind
from bot.ports import Change, Order, Receipt
from storage.engine import Engine, database_url, open_engine
from storage.store import Store, open_store
from tests.contracts.store_audit import broken
from tests.contracts.store_orders import LEASE, OWNER, finish, generation, group, limits, order, private, somebody
from tests.fakes.clock import NOON, FakeClock

NAMES = ("ann", "bob", "cat")
DEFAULTS = limits(person="3/minute,6/day,20/month", member="5/day", group="9/day", service="30/day", budget="900/day")

names = st.sampled_from(NAMES)
amounts = st.none() | st.lists(
    st.builds(Limit, st.integers(0, 8), st.sampled_from(list(WindowKind))), max_size=2, unique_by=lambda one: one.window
)


class StoreMachine(RuleBasedStateMachine):
    """`fresh` makes an empty database in a folder and returns its URL."""

    def __init__(self, fresh: Callable[[Path], str]) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="bananabot-machine-")
        folder = Path(self._folder.name)
        url = fresh(folder)
        self._runner = asyncio.Runner()
        self._clock = FakeClock()
        self._store: Store = self._runner.run(open_store(url, folder, b"s", self._clock, running=2))
        self._engine: Engine = self._runner.run(self._open(url))
        self._held: dict[int, Job] = {}
        self._club = "club-0"

    @staticmethod
    async def _open(url: str) -> Engine:
        return open_engine(database_url(url))

    def teardown(self) -> None:
        self._runner.run(self._engine.close())
        self._runner.run(self._store.close())
        self._runner.close()
        self._folder.cleanup()

    @initialize()
    def begin(self) -> None:
        for name in NAMES:
            self._somebody(name)

    def _somebody(self, name: str) -> Person:
        return self._runner.run(somebody(self._store, name, "telegram"))

    def _said(self) -> Change:
        return Change("cli", "", "machine", "", "", self._clock.now())

    def _chat(self, name: str, inside: bool) -> Chat:
        return group(self._club, "telegram") if inside else private(name, "telegram")

    # ── asking ──

    @rule(
        name=names,
        inside=st.booleans(),
        anonymous=st.booleans(),
        count=st.integers(1, 4),
        micros=st.integers(0, 90),
        fund=st.sampled_from([Fund.ALLOWANCE, Fund.ALLOWANCE, Fund.ALLOWANCE, Fund.SLOW, Fund.REUSED]),
        times=st.integers(1, 6),
    )
    def accept(
        self, *, name: str, inside: bool, anonymous: bool, count: int, micros: int, fund: Fund, times: int
    ) -> None:
        """Several at once, as people do who think nothing happens."""
        chat = self._chat(name, inside)
        person = None if anonymous and inside else self._somebody(name)
        asked = [
            order(
                person,
                chat=chat,
                account=name,
                units=count,
                count=count,
                micros=micros,
                fund=fund,
                defaults=DEFAULTS,
                cap=5,
            )
            for _ in range(times)
        ]
        for result in self._runner.run(self._outcomes(asked)):
            match result:
                case QuotaExceeded():
                    needed = micros if result.usage.rule.kind is ScopeKind.BUDGET else count
                    assert result.usage.left < needed
                case Rejection():
                    assert result.key == "queue.full"
                case Job() if person is not None:
                    self._within_every_rule(person, chat, result)
                case Job():
                    pass

    async def _outcomes(self, asked: list[Order]) -> list[Job | Rejection]:
        return list(await asyncio.gather(*(self._outcome(one) for one in asked)))

    async def _outcome(self, asked: Order) -> Job | Rejection:
        try:
            return (await self._store.jobs.accept(asked, self._clock.now())).job
        except Rejection as refused:
            return refused

    def _within_every_rule(self, person: Person, chat: Chat, job: Job) -> None:
        quota = self._runner.run(self._store.quota.quota(person, chat, "UTC", DEFAULTS, self._clock.now()))
        for usage in quota.usages:
            personal = usage.rule.kind in {ScopeKind.PERSON, ScopeKind.MEMBER}
            counted = job.fund is Fund.ALLOWANCE or not personal
            if counted and job.units and usage.rule.kind is not ScopeKind.BUDGET:
                assert usage.used <= usage.rule.limit.amount, usage

    # ── working ──

    @rule(count=st.integers(1, 4))
    def claim(self, count: int) -> None:
        for job in self._runner.run(self._store.jobs.claim(OWNER, count, self._clock.now(), LEASE)):
            self._held[job.id] = job

    @precondition(lambda self: bool(self._held))
    @rule(
        data=st.data(),
        step=st.sampled_from(["drawn", "delivering", "delivered", "waiting", "refund", "release", "renew", "all"]),
        short=st.integers(0, 3),
        micros=st.integers(0, 90),
    )
    def work(self, data: st.DataObject, step: str, short: int, micros: int) -> None:
        job = self._held[data.draw(st.sampled_from(sorted(self._held)))]
        jobs, now = self._store.jobs, self._clock.now()
        came = max(1, job.request.count - short)
        moves: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
            "drawn": lambda: jobs.drawn(
                OWNER, job.id, generation(*(f"{job.id}-{i}" for i in range(came)), micros=micros), now
            ),
            "delivering": lambda: jobs.delivering(OWNER, job.id, now),
            "delivered": lambda: jobs.delivered(OWNER, job.id, Receipt((f"m{job.id}",)), Ending.CONFIRMED, now),
            "waiting": lambda: jobs.waiting(OWNER, job.id, Ending.FETCH_CODE, now),
            "refund": lambda: jobs.refund(OWNER, job.id, Ending.FAILED, "machine", now),
            "release": lambda: jobs.release(OWNER, job.id, now, after=5),
            "renew": lambda: jobs.renew(OWNER, [job.id], now, LEASE),
            "all": lambda: finish(self._store, job, *(f"{job.id}-{i}" for i in range(came)), micros=micros, now=now),
        }
        try:
            self._runner.run(moves[step]())
        except LeaseLost:
            return  # the machine does not care whether a step fits: the store does

    @rule()
    def crash(self) -> None:
        """The worker is gone; its leases run out; the sweep comes."""
        self._held.clear()
        self._clock.set(self._clock.now() + timedelta(seconds=LEASE + 1))
        self._runner.run(self._store.jobs.sweep(self._clock.now()))

    @rule()
    def tell(self) -> None:
        assert all(job.state.ended for job in self._runner.run(self._store.jobs.untold()))

    @rule(name=names, data=st.data())
    def cancel(self, name: str, data: st.DataObject) -> None:
        person = self._somebody(name)
        mine = self._runner.run(self._store.jobs.unfinished(person.id))
        if mine:
            job = data.draw(st.sampled_from([job.id for job in mine]))
            self._runner.run(self._store.jobs.cancel(job, person.id, self._clock.now()))

    # ── deciding ──

    @rule(kind=st.sampled_from([ScopeKind.GROUP, ScopeKind.MEMBER]), limited=amounts, name=st.none() | names)
    def set_rule(self, kind: ScopeKind, limited: list[Limit] | None, name: str | None) -> None:
        one = None if name is None or kind is ScopeKind.GROUP else self._somebody(name).id
        club = group(self._club, "telegram")
        self._runner.run(self._store.groups.set_rule(club, kind, limited, one, self._said()))

    @rule(name=names, limited=amounts)
    def make_exception(self, name: str, limited: list[Limit] | None) -> None:
        self._runner.run(self._store.office.limit_person(self._somebody(name).id, limited, self._said()))

    @rule(name=names, units=st.integers(-4, 6))
    def grant(self, name: str, units: int) -> None:
        person = self._somebody(name).id
        self._runner.run(self._store.packs.grant(person, units, "cli", "machine", self._clock.now()))

    @rule(one=names, other=names)
    def link(self, one: str, other: str) -> None:
        now, first, second = self._clock.now(), self._somebody(one).id, self._somebody(other).id
        code = self._runner.run(self._store.links.offer(first, now))
        try:
            assert self._runner.run(self._store.links.redeem(second, code, now)) == min(first, second)
        except (NotFound, NotAllowed):
            raise AssertionError("a good code was refused") from None

    @rule(name=names)
    def unlink(self, name: str) -> None:
        self._runner.run(self._store.links.unlink(Identity("telegram", name), self._clock.now()))

    @rule(name=names)
    def forget(self, name: str) -> None:
        self._runner.run(self._store.privacy.forget(self._somebody(name).id, self._clock.now()))

    @rule()
    def move_chat(self) -> None:
        old, self._club = self._club, f"club-{int(self._club.split('-')[1]) + 1}"
        self._runner.run(self._store.groups.move("telegram", old, self._club, self._clock.now()))

    @rule(seconds=st.sampled_from([1, 60, 3600, 90_000, -3600, -90_000, 40 * 86_400]))
    def jump(self, seconds: int) -> None:
        self._clock.set(max(NOON, self._clock.now() + timedelta(seconds=seconds)))

    @invariant()
    def sound(self) -> None:
        findings = self._runner.run(self._engine.read(broken))
        assert not findings, findings
