"""A loop on which only waiting takes time: a test about tenths of seconds means the same on a machine that is busy elsewhere."""

from __future__ import annotations

import asyncio
import selectors
import time


class _Waiting(selectors.DefaultSelector):
    """Counts the seconds it was asked to wait, and waited, while nothing was to be done."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        began = time.monotonic()
        ready = super().select(timeout)
        took = time.monotonic() - began
        if timeout is not None:  # woken late: the timer that was waited for is due, and nothing after it
            took = min(took, timeout) if ready else timeout
        self.passed += took
        return ready


class PatientLoop(asyncio.SelectorEventLoop):
    """Both ends of every connection have to be on it: whoever else waits for us counts seconds of their own."""

    def __init__(self) -> None:
        self._waiting = _Waiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.passed
