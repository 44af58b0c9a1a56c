"""Where requests wait for their turn: first come, first served, but those that can wait behind all others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

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
    ask: Ask
    turn: asyncio.Future[Lease]


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

    async def turn(self, ask: Ask, *, patient: bool = False) -> Lease:
        """Wait for a lease. Raises what `ask` raises.

        Asks once more on joining: a slot that came free between the answer "wait" and this stirred nobody.
        """
        waiter = _Waiter(ask, asyncio.get_running_loop().create_future())
        (self._patient if patient else self._waiters)[waiter] = None
        try:
            while True:
                if patient and self._waiters:
                    self.stir()
                until = self._serve(waiter)
                if waiter.turn.done():
                    break
                await self._doze(waiter.turn, until)
            return waiter.turn.result()
        except asyncio.CancelledError:
            if waiter.turn.done() and not waiter.turn.cancelled() and waiter.turn.exception() is None:
                self._give_back(waiter.turn.result())
            raise
        finally:
            self._drop(waiter)

    def _drop(self, waiter: _Waiter) -> None:
        self._waiters.pop(waiter, None)
        self._patient.pop(waiter, None)

    def _serve(self, waiter: _Waiter) -> float:
        if waiter.turn.done():
            return 0.0
        try:
            got = waiter.ask()
        except ProviderError as error:
            waiter.turn.set_exception(error)
        else:
            if not isinstance(got, Lease):
                return got
            waiter.turn.set_result(got)
        self._drop(waiter)
        return 0.0

    async def _doze(self, turn: asyncio.Future[Lease], until: float) -> None:
        if until == float("inf"):
            await asyncio.wait((turn,))
            return
        nap = asyncio.ensure_future(self._clock.sleep(max(_SHORTEST, until - self._clock.monotonic())))
        try:
            await asyncio.wait((turn, nap), return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
