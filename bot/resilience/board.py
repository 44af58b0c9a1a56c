"""What all workers share about targets: a local copy that is right at once here and everywhere within a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.ports import Clock, TargetState, TargetStore
from bot.resilience.observe import Alarm
from bot.resilience.states import Change

_ALARM_REST = timedelta(days=1)


class Board:
    """The local copy. Reading never waits; writing is seen here at once and stored by `refresh`."""

    def __init__(self, store: TargetStore, clock: Clock, alarm: Callable[[Alarm], None]) -> None:
        self._store = store
        self._clock = clock
        self._alarm = alarm
        self._stored: dict[str, TargetState] = {}
        self._changes: dict[str, Change] = {}
        self._sending: dict[str, Change] = {}
        self._view: dict[str, TargetState] = {}
        self._tallies: dict[
            tuple[str, str], tuple[int, int]
        ] = {}  # counted for each call, made a change once a refresh
        self._busy = asyncio.Lock()
        self.changed = asyncio.Event()

    def strikes(self, name: str) -> int:
        """How many times in a row it was set aside."""
        state = self._view.get(name)
        return state.strikes if state is not None else 0

    def reason(self, name: str) -> str:
        """Why it was set aside, as long as nobody cleared it; empty: it is not."""
        state = self._view.get(name)
        return state.reason if state is not None else ""

    def used(self, name: str, day: str) -> tuple[int, int]:
        """(requests, micro-USD) of that day, by all workers."""
        state, (used, micros) = self._view.get(name), self._tallies.get((name, day), (0, 0))
        return (state.used + used, state.micros + micros) if state is not None and state.day == day else (used, micros)

    def out(self, name: str, now: datetime) -> TargetState | None:
        """The state of a name that is out of use now."""
        state = self._view.get(name)
        return state if state is not None and state.until is not None and state.until > now else None

    def set_aside(self, name: str, until: datetime, reason: str, strikes: int = 1) -> None:
        """Out of use until then; a longer time already set stays."""
        state = self._view.get(name)
        if state is None or state.until is None or state.until < until:
            self._change(name, Change(aside=(until, reason, strikes)))
            self.changed.set()

    def jot(self, name: str, until: datetime, reason: str) -> None:
        """Something to be read, on which nobody acts: stored with the next refresh."""
        self._change(name, Change(aside=(until, reason, 1)))

    def clear(self, name: str) -> None:
        """Back in use. Costs nothing when it was not out."""
        state = self._view.get(name)
        if state is not None and state.until is not None:
            self._change(name, Change(aside=(None, "", 0)))
            self.changed.set()

    def count(self, name: str, day: str, used: int, micros: int) -> None:
        """Add to what was used and spent on that day."""
        earlier = self._tallies.get((name, day), (0, 0))
        self._tallies[name, day] = (earlier[0] + used, earlier[1] + micros)

    def raise_alarm(self, alarm: Alarm) -> None:
        """Tell the operator, once among all workers until `mended`."""
        name, now = f"alarm:{alarm.cause}:{alarm.subject}", self._clock.now()
        if self.out(name, now) is None:
            self._change(name, Change(aside=(now + _ALARM_REST, alarm.cause, 1), alarm=alarm))
            self.changed.set()

    def mended(self, cause: str, subject: str) -> None:
        self.clear(f"alarm:{cause}:{subject}")

    async def refresh(self) -> None:
        """Store what is new here, load what is new elsewhere. Raises `StoreError`; nothing is lost then."""
        async with self._busy:
            self.changed.clear()
            stored = {state.name: state for state in await self._store.load()}
            tallies, self._tallies = self._tallies, {}
            for (name, day), (used, micros) in tallies.items():
                self._change(name, Change(day=day, used=used, micros=micros))
            for name in list(self._changes):
                await self._save(name, stored)
            self._stored = stored
            self._view = stored | {
                name: change.applied(stored.get(name) or TargetState(name=name))
                for name, change in self._changes.items()
            }

    async def run(self, interval: float, news: Callable[[], None]) -> None:
        """Refresh for ever, every `interval` seconds and soon after a change that others should know; `news` each time."""
        while True:
            try:
                await self.refresh()
                news()
            except StoreError:
                self.changed.clear()  # the local copy still holds; the next round tries again
            await self._clock.sleep(interval / 10)  # a storm of changes is no storm of transactions
            nap = asyncio.ensure_future(self._clock.sleep(interval * 0.9))
            call = asyncio.ensure_future(self.changed.wait())
            try:
                await asyncio.wait((nap, call), return_when=asyncio.FIRST_COMPLETED)
            finally:
                nap.cancel()
                call.cancel()

    async def _save(self, name: str, stored: dict[str, TargetState]) -> None:
        base = stored.get(name) or TargetState(name=name)
        change = self._sending[name] = self._changes.pop(name)
        if change.alarm is not None and base.until is not None and base.until > self._clock.now():
            del self._sending[name]
            return  # another worker has told the operator
        state = replace(change.applied(base), version=base.version + 1)
        saved = False
        try:
            saved = await self._store.save(state)
        finally:
            del self._sending[name]
            if not saved:
                newer = self._changes.get(name)
                self._changes[name] = newer.after(change) if newer is not None else change
        if saved:
            stored[name] = state
            if change.alarm is not None:
                self._alarm(change.alarm)

    def _change(self, name: str, change: Change) -> None:
        earlier = self._changes.get(name)
        self._changes[name] = change.after(earlier) if earlier is not None else change
        state = self._stored.get(name) or TargetState(name=name)
        if name in self._sending:
            state = self._sending[name].applied(state)
        self._view[name] = self._changes[name].applied(state)
