"""What people decide while others ask and work: rules, ceilings, packs, links, blocks, bans, erasure, moved chats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.errors import NotFound
from bot.model import Identity, Limit, ScopeKind, WindowKind
from tests.contracts.store_machine import DEFAULTS, Working, names
from tests.contracts.store_orders import group

amounts = st.none() | st.lists(
    st.builds(Limit, st.integers(0, 8), st.sampled_from(list(WindowKind))), max_size=2, unique_by=lambda one: one.window
)


class StoreMachine(Working):
    """Everything at once."""

    def __init__(self, fresh: Callable[[Path], str]) -> None:
        super().__init__(fresh)
        self._lines: set[int] = set()
        self._reversed: set[int] = set()
        self._returned: set[int] = set()

    # ── rules ──

    @rule(kind=st.sampled_from([ScopeKind.GROUP, ScopeKind.MEMBER]), limited=amounts, name=st.none() | names)
    def set_rule(self, kind: ScopeKind, limited: list[Limit] | None, name: str | None) -> None:
        one = None if name is None or kind is ScopeKind.GROUP else self._somebody(name).id
        club = group(self._club, "telegram")
        self._runner.run(self._store.groups.set_rule(club, kind, limited, one, self._said()))

    @rule(name=names, limited=amounts)
    def make_exception(self, name: str, limited: list[Limit] | None) -> None:
        self._runner.run(self._store.office.limit_person(self._somebody(name).id, limited, self._said()))

    @rule(limited=amounts)
    def set_ceiling(self, limited: list[Limit] | None) -> None:
        club = group(self._club, "telegram")
        self._runner.run(self._store.office.limit_group(club, limited, self._said()))

    @rule(name=st.none() | names, zone=st.sampled_from(["UTC", "Etc/GMT+12", "Etc/GMT-14", "Asia/Shanghai"]))
    def move_zone(self, name: str | None, zone: str) -> None:
        """A person's, or the group's: by the labels of their days nothing is refilled."""
        if name is not None:
            self._runner.run(self._store.people.set_timezone(self._somebody(name).id, zone))
            return
        club = group(self._club, "telegram")
        old = self._runner.run(self._store.groups.settings(club))
        self._runner.run(self._store.groups.change(club, replace(old, timezone=zone), self._said()))

    # ── packs ──

    @rule(name=names, units=st.integers(-4, 6))
    def grant(self, name: str, units: int) -> None:
        person = self._somebody(name).id
        line = self._runner.run(self._store.packs.grant(person, units, "cli", "machine", self._clock.now()))
        self._lines.add(line)

    @rule(name=names, units=st.integers(1, 6), charge=st.integers(1, 3))
    def purchase(self, name: str, units: int, charge: int) -> None:
        """The platform tells some payments twice."""
        person, mark = self._somebody(name).id, f"charge-{charge}"
        before = self._runner.run(self._store.packs.by_charge(mark))
        now = self._clock.now()
        fresh = self._runner.run(self._store.packs.purchase(person, units, mark, "machine", now))
        assert fresh is (before is None)
        line = self._runner.run(self._store.packs.by_charge(mark))
        assert line is not None
        self._lines.add(line)

    @precondition(lambda self: bool(self._lines))
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        """Once; a taking cannot be taken back."""
        line = data.draw(st.sampled_from(sorted(self._lines)))
        try:
            self._runner.run(self._store.packs.reverse(line, "cli", "machine", self._clock.now()))
        except NotFound:
            return
        assert line not in self._reversed
        self._reversed.add(line)

    @precondition(lambda self: bool(self._accepted))
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(sorted(self._accepted)))
        given = self._runner.run(self._store.packs.refund_job(job, "cli", "machine", self._clock.now()))
        assert not (given and job in self._returned)
        if given:
            self._returned.add(job)

    # ── people ──

    @rule(name=names, blocked=st.sampled_from([True, False, False]))
    def block(self, name: str, blocked: bool) -> None:
        club = group(self._club, "telegram")
        self._runner.run(self._store.groups.block(club, self._somebody(name).id, blocked, self._said()))

    @rule(name=names, seconds=st.none() | st.integers(1, 4000), lifted=st.sampled_from([True, True, False]))
    def ban(self, name: str, seconds: int | None, lifted: bool) -> None:
        person, until = self._somebody(name).id, None
        if seconds is not None:
            until = self._clock.now() + timedelta(seconds=seconds)
        self._runner.run(self._store.bans.ban(person, until, self._said()))
        self._banned.add(person)
        if lifted:
            self._runner.run(self._store.bans.unban(person, self._said()))

    @rule(one=names, other=names)
    def link(self, one: str, other: str) -> None:
        now, first, second = self._clock.now(), self._somebody(one).id, self._somebody(other).id
        code = self._runner.run(self._store.links.offer(first, now))
        assert self._runner.run(self._store.links.redeem(second, code, now)) == min(first, second)
        if {first, second} & self._banned:
            self._banned |= {first, second}

    @rule(name=names)
    def unlink(self, name: str) -> None:
        before = self._somebody(name).id
        self._runner.run(self._store.links.unlink(Identity("telegram", name), DEFAULTS, self._clock.now()))
        if before in self._banned:
            self._banned.add(self._somebody(name).id)

    @rule(name=names)
    def forget(self, name: str) -> None:
        self._runner.run(self._store.privacy.forget(self._somebody(name).id, self._clock.now()))

    @rule(days=st.sampled_from([1, 30]))
    def erase_old(self, days: int) -> None:
        self._runner.run(self._store.privacy.retain(days, self._clock.now()))

    @rule()
    def move_chat(self) -> None:
        old, self._club = self._club, f"club-{int(self._club.split('-')[1]) + 1}"
        self._runner.run(self._store.groups.move("telegram", old, self._club, self._clock.now()))
