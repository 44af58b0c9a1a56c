"""Where requests wait for their turn: first come, first served, but those that can wait behind all others."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.errors import ProviderError
from bot.ports import Clock
from bot.resilience.able import Able

_CROWD = 10
_SHORTEST = 0.001  # seconds; a rounding error must not become a busy loop
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to make one call, already counted at the standing. `started` is monotonic; `handle`: a job to resume."""

    able: Able
    call: int
    started: float
    probe: bool = False
    handle: str | None = None


Ask = Callable[[], "Lease | float"]
"""Take a lease now, or say until when (monotonic) nothing will change by itself. Raises `NobodyLeft`."""


@dataclass(order=True, slots=True)
class _Waiter:
    """`until`: what it said when it was last asked, which was after the news of that number."""

    patient: bool
    place: int
    ask: Ask = field(compare=False)
    turn: asyncio.Future[Lease] = field(compare=False)
    until: float = field(default=-_NEVER, compare=False)
    news: int = field(default=-1, compare=False)


class Line:
    """Waiters in the order in which their requests came. `stir` whenever a slot came free or a target came back.

    Nobody sleeps here alone: one alarm wakes the first in line who can be served when time alone has changed something.
    `room`: from when anybody at all can be asked, if no call ends before that (monotonic).
    """

    def __init__(self, clock: Clock, room: Callable[[], float]) -> None:
        self._clock = clock
        self._room = room
        self._waiters: list[_Waiter] = []
        self._places = 0
        self._news = 0
        self._soonest = _NEVER  # what the first of them waits for, or earlier
        self._alarm: asyncio.Future[None] | None = None
        self._alarm_at = _NEVER

    def __len__(self) -> int:
        return len(self._waiters)

    def crowd(self) -> float:
        """How much of the jitter a wait gets: nothing when nobody waits, a tenth with each who does."""
        return min(1.0, len(self) / _CROWD)

    def stir(self) -> None:
        """Something has changed: serve from the front while anybody has room."""
        if self._waiters:
            self._news += 1
            self._serve()

    def place(self) -> int:
        """A new request's, which it keeps as long as it lives."""
        self._places += 1
        return self._places

    def turn(self, ask: Ask, place: int, *, patient: bool = False) -> asyncio.Future[Lease]:
        """A lease, when it is its turn, at once if it is; cancelled by who no longer wants it. Fails with what `ask` raises.

        One that was asked for and turned away comes back to its `place`.
        """
        waiter = _Waiter(patient, place, ask, asyncio.get_running_loop().create_future())
        insort(self._waiters, waiter)
        waiter.turn.add_done_callback(lambda _: self._drop(waiter))
        self._serve()
        return waiter.turn

    def _serve(self) -> None:
        """Ask whoever may be served: those who have not heard the news, and those whose wait is over."""
        soonest = _NEVER
        for waiter in tuple(self._waiters):
            if waiter.news != self._news or waiter.until <= self._clock.monotonic():
                if self._room() > self._clock.monotonic():
                    soonest = -_NEVER
                    break
                self._ask(waiter)
            soonest = min(soonest, waiter.until)
        self._soonest = soonest
        self._set_alarm()

    def _ask(self, waiter: _Waiter) -> None:
        waiter.news, waiter.until = self._news, _NEVER
        if not waiter.turn.done():
            try:
                got = waiter.ask()
            except ProviderError as error:
                waiter.turn.set_exception(error)
            else:
                if not isinstance(got, Lease):
                    waiter.until = got
                    return
                waiter.turn.set_result(got)
        self._drop(waiter)

    def _drop(self, waiter: _Waiter) -> None:
        place = bisect_left(self._waiters, waiter)
        if place < len(self._waiters) and self._waiters[place] is waiter:
            del self._waiters[place]
            if not self._waiters:
                self._soonest = _NEVER
                self._set_alarm()

    def _set_alarm(self) -> None:
        """An alarm that rings too early does no harm: it is set again."""
        at = max(self._soonest, self._room()) if self._soonest < _NEVER else _NEVER
        if self._alarm is not None and (at == _NEVER or at < self._alarm_at):
            self._alarm.cancel()
            self._alarm = None
        if self._alarm is None and at < _NEVER:
            self._alarm_at = at
            self._alarm = asyncio.ensure_future(self._clock.sleep(max(_SHORTEST, at - self._clock.monotonic())))
            self._alarm.add_done_callback(self._rang)

    def _rang(self, alarm: asyncio.Future[None]) -> None:
        if alarm is self._alarm:
            self._alarm = None
            self._serve()
