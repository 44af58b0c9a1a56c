"""Asking and working, in any order: after every step the ledger's invariants hold.

Accepts, edits, corrections, claims, crashes, deliveries, refunds, cancels, clock jumps.
What people decide meanwhile: `store_decisions`.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import Banned, LeaseLost, NotAllowed, QuotaExceeded, Rejection
from bot.model import Chat, Ending, Fund, Job, Lane, Person, ScopeKind, State
from bot.ports import Change, Order, Receipt
from storage.engine import Engine, database_url, open_engine
from storage.store import Store, open_store
from tests.contracts.store_audit import broken
from tests.contracts.store_orders import LEASE, OWNER, finish, generation, group, limits, order, private, somebody
from tests.fakes.clock import NOON, FakeClock

NAMES = ("ann", "bob", "cat")
DEFAULTS = limits(person="3/minute,6/day,20/month", member="5/day", group="9/day", service="30/day", budget="900/day")

names = st.sampled_from(NAMES)


class Working(RuleBasedStateMachine):
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
        self._accepted: set[int] = set()
        self._banned: set[int] = set()
        self._micros = 0
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
        lane=st.sampled_from([Lane.NORMAL, Lane.NORMAL, Lane.BATCH]),
        edited=st.sampled_from([(), (), (hashlib.sha256(b"sent along").hexdigest(),)]),
        times=st.integers(1, 6),
    )
    def accept(
        self,
        *,
        name: str,
        inside: bool,
        anonymous: bool,
        count: int,
        micros: int,
        fund: Fund,
        lane: Lane,
        edited: tuple[str, ...],
        times: int,
    ) -> None:
        """Several at once, as people do who think nothing happens."""
        chat, self._micros = self._chat(name, inside), micros
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
                lane=lane,
                references=edited,
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
                case Banned():
                    assert person is not None
                    assert person.id in self._banned
                case NotAllowed():
                    assert inside
                    assert person is not None
                    assert person.id in self._runner.run(self._store.groups.blocked(chat))
                case Rejection():
                    assert result.key == "queue.full"
                case Job():
                    self._accepted.add(result.id)
                    self._within_every_rule(person, chat, result)

    async def _outcomes(self, asked: list[Order]) -> list[Job | Rejection]:
        return list(await asyncio.gather(*(self._outcome(one) for one in asked)))

    async def _outcome(self, asked: Order) -> Job | Rejection:
        try:
            return (await self._store.jobs.accept(asked, self._clock.now())).job
        except Rejection as refused:
            return refused

    def _within_every_rule(self, person: Person | None, chat: Chat, job: Job) -> None:
        quota = self._runner.run(self._store.quota.quota(person, chat, "UTC", DEFAULTS, self._clock.now()))
        for usage in quota.usages:
            personal = usage.rule.kind in {ScopeKind.PERSON, ScopeKind.MEMBER}
            counted = job.fund is Fund.ALLOWANCE or not personal
            asked = self._micros if usage.rule.kind is ScopeKind.BUDGET else job.units
            if counted and asked and job.fund is not Fund.REUSED:
                assert usage.used <= usage.rule.limit.amount, usage

    @rule(name=names, data=st.data(), count=st.integers(1, 4), micros=st.integers(0, 90))
    def correct(self, name: str, data: st.DataObject, count: int, micros: int) -> None:
        """A message is edited while its order waits: all of the new one, or all of the old one."""
        person = self._somebody(name)
        unfinished = self._runner.run(self._store.jobs.unfinished(person.id))
        waiting = {job.id: job for job in unfinished if job.state is State.ACCEPTED}
        if not waiting:
            return
        job = waiting[data.draw(st.sampled_from(sorted(waiting)))]
        chat, self._micros = Chat(job.address.platform, job.address.chat, job.address.kind), micros
        new = order(person, chat=chat, account=name, units=count, count=count, micros=micros, defaults=DEFAULTS, cap=5)
        try:
            accepted = self._runner.run(self._store.jobs.replace(job.id, new, self._clock.now()))
        except Rejection:
            left = self._runner.run(self._store.jobs.get(job.id))
            assert left is not None
            assert left.state is State.ACCEPTED
            return
        if accepted is not None:
            self._accepted.add(accepted.job.id)
            self._within_every_rule(person, chat, accepted.job)

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

    @rule(seconds=st.sampled_from([1, 60, 3600, 90_000, -3600, -90_000, 40 * 86_400]))
    def jump(self, seconds: int) -> None:
        self._clock.set(max(NOON, self._clock.now() + timedelta(seconds=seconds)))

    @invariant()
    def sound(self) -> None:
        findings = self._runner.run(self._engine.read(broken))
        assert not findings, findings
