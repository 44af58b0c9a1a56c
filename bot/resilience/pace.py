"""How often a quota group may be asked: by the known limit, and by what its refusals teach."""

from __future__ import annotations

from collections import deque

_MINUTE = 60.0
_SPAN = 10
_GROWTH = 1.05
_FORGET = 60.0
_SHARE = 0.2
_ENOUGH = 3


class Pace:
    """`per_minute` starts in any 60 seconds (None: not known), and a rate learned from throttling.

    When a fifth of the calls of the last seconds was refused, the rate becomes what was accepted; fewer refusals are chance
    (or somebody else's traffic) and teach nothing. It grows by 5 % each second, and is forgotten after a quiet minute.
    """

    def __init__(self, per_minute: int | None) -> None:
        self._limit = per_minute
        self._starts: deque[float] = deque()
        self._calls: dict[int, int] = {}
        self._refusals: dict[int, int] = {}
        self._rate: float | None = None
        self._learned_at = 0.0
        self._next = float("-inf")

    def ready_at(self, now: float) -> float:
        """When the next call may start; not later than `now`: at once."""
        ready = now
        if self._limit is not None:
            while self._starts and self._starts[0] <= now - _MINUTE:
                self._starts.popleft()
            if len(self._starts) >= self._limit:
                ready = self._starts[-self._limit] + _MINUTE
        return ready if self._rate is None else max(ready, self._next)

    def start(self, now: float) -> None:
        if self._limit is not None:
            self._starts.append(now)
        second = int(now)
        if second not in self._calls:
            self._sweep(second)
        self._calls[second] = self._calls.get(second, 0) + 1
        if self._rate is not None:
            if now - self._learned_at > _FORGET:
                self._rate = None
                return
            grown = self._rate * _GROWTH ** (now - self._learned_at)
            self._next = max(self._next, now) + 1.0 / grown

    def refused(self, started: float, now: float) -> None:
        """A call that began at `started` was throttled."""
        second = int(started)
        self._refusals[second] = self._refusals.get(second, 0) + 1
        oldest = int(now) - _SPAN
        calls = {second: number for second, number in self._calls.items() if second >= oldest}
        refused = sum(number for second, number in self._refusals.items() if second >= oldest)
        total = sum(calls.values())
        if refused < _ENOUGH or refused < _SHARE * total or (self._rate is not None and started <= self._learned_at):
            return
        seconds = max(1.0, now - min(calls))
        self._rate = max(total - refused, 1) / seconds
        self._learned_at = now
        self._next = now + 1.0 / self._rate

    def _sweep(self, second: int) -> None:
        for numbers in (self._calls, self._refusals):
            for old in [number for number in numbers if number < second - _SPAN]:
                del numbers[old]
