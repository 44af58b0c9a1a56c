"""A day in seconds: an event loop whose time jumps to the next timer as soon as nothing is left to do."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")
MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
_TICK = 1e-6  # a little more than asked, so that whoever computes the rest of a wait never finds a rounding error left
_BLINK = 1e-9  # time passes while somebody thinks, too


class Deadlock(RuntimeError):
    """Everybody waits and no timer is set: in real life this would hang for ever."""


class _Jump(selectors.SelectSelector):
    """Instead of waiting for `timeout` seconds, says that they have passed."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Deadlock("nobody will ever wake up")
        self.passed += timeout + _TICK if timeout > 0 else 0.0
        return [] if timeout > 0 else super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        self._jump.passed += _BLINK
        return self._jump.passed


class VirtualClock:
    """Implements `bot.ports.Clock` on the loop's own time, so that sleeping costs nothing."""

    def __init__(self, start: datetime = MORNING) -> None:
        self._start = start
        self._loop = asyncio.get_running_loop()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def simulate(scene: Callable[[VirtualClock], Awaitable[T]], start: datetime = MORNING) -> T:
    """Play a scene in virtual time. Everything still running at its end is cancelled; nothing may then be left."""

    async def play() -> T:
        return await scene(VirtualClock(start))

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(play())
