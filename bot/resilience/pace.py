"""How often a quota group may be asked: by the known limit, and by what its refusals teach."""

from __future__ import annotations

from collections import deque
from math import sqrt

_MINUTE = 60.0
_SPAN = 20  # seconds looked back at
_CHANCES = (0.2, 1.5, 8)  # share, its doubt with few calls, and number of refused calls that are more than chance
_TOLD = (0.05, 0.0, 3)  # as much from a provider that says when to come back: it counts
_LEAST = 2  # seconds of traffic to learn from, past a burst
_BELOW = 0.9
_ROUND = 20  # calls at the learned rate that show whether it was the reason, and whether there may be more
_SHORT = (6, 5.0)  # calls and seconds that show as much
_CHANCE = 0.1
_FUTILE = 4  # rounds, each slower than the one before, and still some were refused
_DEAF = 60.0
_GROWTH = 0.2  # a second, and half of it each time that the rate proved too high
_SLOWEST = 0.005
_LEAP = 1.5  # times, at most, in one round
_LEAST_RATE = 0.2  # a second; below it, waits and repeats do as well
_FORGOTTEN = 8.0  # times what was learned


class Pace:
    """`per_minute` starts in any 60 seconds (None: not known), and a rate learned from throttling.

    When more of the calls of the last seconds were refused than come by chance (a third of hundreds, two thirds of a few; a few,
    by a provider that says when to come back), the rate becomes a little less than what was accepted. After each twenty calls at
    that rate, or a few, it is judged. If hardly any were refused it grows, the more slowly the more often it proved too high,
    until it has outgrown what was learned. Else it becomes lower; and if that did not help several times in a row, the rate was
    not the reason (other people's traffic, chance) and is given up for a minute, but not with a provider that counts.
    """

    def __init__(self, per_minute: int | None) -> None:
        self._limit = per_minute
        self._starts: deque[float] = deque()
        self._calls: dict[int, int] = {}
        self._refusals: dict[int, int] = {}
        self._rate: float | None = None
        self._learned = 0.0
        self._judged_at = 0.0
        self._growth = self._growing = 0.0
        self._round = self._refused = self._futile = 0
        self._told = False
        self._deaf_until = 0.0
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
            self._start_paced(self._rate, now)

    def refused(self, started: float, now: float, *, told: bool) -> None:
        """A call that began at `started` was throttled. `told`: with the time to come back."""
        self._refusals[int(started)] = self._refusals.get(int(started), 0) + 1
        if self._rate is not None:
            self._refused += started > self._judged_at or self._growing > 0
            self._told = told
        elif now >= self._deaf_until:
            self._learn(now, *(_TOLD if told else _CHANCES))

    def _learn(self, now: float, usual: float, doubt: float, enough: int) -> None:
        oldest, youngest = int(now) - _SPAN, int(now)  # of the running second it is not known yet who will be refused
        calls = {second: number for second, number in self._calls.items() if oldest <= second < youngest}
        refused = sum(self._refusals.get(second, 0) for second in calls)
        total = sum(calls.values())
        if refused < max(enough, usual * total + doubt * sqrt(total)) or refused >= total or now < min(calls) + _LEAST:
            return
        self._learned = max(_LEAST_RATE, _BELOW * (total - refused) / (youngest - min(calls)))
        self._growth, self._futile = _GROWTH, 0
        self._hold(self._learned, now)
        self._next = now + 1.0 / self._learned

    def _start_paced(self, rate: float, now: float) -> None:
        self._round += 1
        grown = rate * min(_LEAP, (1.0 + self._growing) ** (now - self._judged_at))
        calls, seconds = _SHORT
        if self._round >= _ROUND or (self._round >= calls and now - self._judged_at >= seconds):
            self._judge(grown, self._refused / self._round, now)
        if self._rate is not None:
            self._next = max(self._next, now) + 1.0 / grown

    def _judge(self, rate: float, share: float, now: float) -> None:
        """After a round: too high, not the reason, or not too high."""
        if (share < _CHANCE or self._refused < 2) and not (share and self._told):
            self._hold(rate, now)
            self._growing, self._futile = self._growth, 0
            if rate > _FORGOTTEN * self._learned:
                self._rate = None
            return
        self._futile += not self._told
        if self._futile >= _FUTILE:
            self._rate, self._deaf_until = None, now + _DEAF
            return
        self._growth = max(_SLOWEST, self._growth / 2)
        self._learned = max(_LEAST_RATE, _BELOW * (1.0 - share) * rate)
        self._hold(self._learned, now)

    def _hold(self, rate: float, now: float) -> None:
        """This rate for a round."""
        self._rate, self._judged_at = rate, now
        self._growing = 0.0
        self._round = self._refused = 0

    def _sweep(self, second: int) -> None:
        for numbers in (self._calls, self._refusals):
            for old in [number for number in numbers if number < second - _SPAN]:
                del numbers[old]
