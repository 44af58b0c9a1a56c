"""Where requests wait for their turn: first come, first served, but those that can wait behind all others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.errors import ProviderError
from bot.ports import Clock
from bot.resilience.able import Able

_CROWD = 10
_SHORTEST = 0.001  # seconds; a rounding error must not become a busy loop


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


@dataclass(eq=False, slots=True)
class _Waiter:
    """`until`: what its `ask` said last (monotonic); `nap`: what it sleeps on meanwhile."""

    ask: Ask
    turn: asyncio.Future[Lease]
    until: float
    nap: asyncio.Future[None]


class Line:
    """Waiters in their order. `stir` whenever a slot came free or a target came back."""

    def __init__(self, clock: Clock, give_back: Callable[[Lease], None], room: Callable[[], bool]) -> None:
        self._clock = clock
        self._give_back = give_back
        self._room = room
        self._waiters: dict[_Waiter, None] = {}
        self._patient: dict[_Waiter, None] = {}

    def __len__(self) -> int:
        return len(self._waiters) + len(self._patient)

    def crowd(self) -> float:
        """How much of the jitter a wait gets: a tenth of it alone, all of it among ten."""
        return min(1.0, (1 + len(self)) / _CROWD)

    def stir(self) -> None:
        """Serve from the front while anybody has room."""
        for waiter in (*self._waiters, *self._patient):
            if not self._room():
                return
            self._serve(waiter)

    def turn(self, ask: Ask, until: float, *, patient: bool = False) -> asyncio.Task[Lease]:
        """Wait for a lease; `until` is what `ask` has just said. Raises what `ask` raises.

        In line at once, and not when the task first runs: between them the last call in the air may land, and nobody would
        ever be stirred again.
        """
        loop = asyncio.get_running_loop()
        waiter = _Waiter(ask, loop.create_future(), until, loop.create_future())
        (self._patient if patient else self._waiters)[waiter] = None
        waiting = asyncio.ensure_future(self._wait(waiter, patient=patient))
        waiting.add_done_callback(partial(self._left, waiter))
        return waiting

    async def _wait(self, waiter: _Waiter, *, patient: bool) -> Lease:
        while not waiter.turn.done():
            await self._doze(waiter)
            if patient and self._waiters:
                self.stir()
            if waiter.until <= self._clock.monotonic():
                self._serve(waiter)
        return waiter.turn.result()

    def _left(self, waiter: _Waiter, waiting: asyncio.Task[Lease]) -> None:
        """Served, or cancelled at whatever moment: a lease that nobody takes goes to the next."""
        self._drop(waiter)
        served = waiter.turn.done() and waiter.turn.exception() is None
        if waiting.cancelled() and served:
            self._give_back(waiter.turn.result())

    def _drop(self, waiter: _Waiter) -> None:
        self._waiters.pop(waiter, None)
        self._patient.pop(waiter, None)

    def _serve(self, waiter: _Waiter) -> None:
        if waiter.turn.done():
            return
        try:
            got = waiter.ask()
        except ProviderError as error:
            waiter.turn.set_exception(error)
        else:
            if not isinstance(got, Lease):
                if got < waiter.until:
                    waiter.nap.cancel()  # what it waits for comes sooner than it was told
                waiter.until = got
                return
            waiter.turn.set_result(got)
        self._drop(waiter)

    async def _doze(self, waiter: _Waiter) -> None:
        if waiter.until < float("inf"):
            seconds = max(_SHORTEST, waiter.until - self._clock.monotonic())
            waiter.nap = asyncio.ensure_future(self._clock.sleep(seconds))
        else:
            waiter.nap = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait((waiter.turn, waiter.nap), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiter.nap.cancel()
