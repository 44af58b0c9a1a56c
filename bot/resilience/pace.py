"""How often a quota group may be asked: by the known limit, and by what its refusals teach."""

from __future__ import annotations

from collections import deque
from math import sqrt

_MINUTE = 60.0
_SPAN = 20  # seconds looked back at
_CHANCES = (0.2, 1.2, 8)  # share, its doubt with few calls, and number of refused calls that are more than chance
_TOLD = (0.2, 0.0, 3)  # as much from a provider that says when to come back: it counts
_BELOW = 0.9
_GROWTH = 1.05  # a second
_TRIAL = 20  # calls at the learned rate that show whether the rate was the reason
_CHANCE = 0.1
_SAME = 0.6
_LEAST = 2  # seconds of traffic to learn from, past a burst
_FORGET = 60.0


class Pace:
    """`per_minute` starts in any 60 seconds (None: not known), and a rate learned from throttling.

    When more of the calls of the last seconds were refused than come by chance (three tenths of hundreds, half of a few; a fifth,
    by a provider that says when to come back), the rate becomes a little less than what was accepted. If hardly fewer are refused
    then, it was not the reason (other people's traffic, chance): it is given up for a minute. Otherwise it grows by 5 % a second,
    and is forgotten after a minute without refusals.
    """

    def __init__(self, per_minute: int | None) -> None:
        self._limit = per_minute
        self._starts: deque[float] = deque()
        self._calls: dict[int, int] = {}
        self._refusals: dict[int, int] = {}
        self._pauses: deque[tuple[float, float]] = deque(maxlen=_SPAN)
        self._rate: float | None = None
        self._learned_at = 0.0
        self._deaf_until = 0.0
        self._share = 0.0
        self._trial = 0
        self._trial_refused = 0
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

    def pause(self, now: float, seconds: float) -> None:
        """The group stops for so long: a time in which nothing is accepted and nothing is learned."""
        self._pauses.append((now, seconds))

    def refused(self, started: float, now: float, *, told: bool) -> None:
        """A call that began at `started` was throttled. `told`: with the time to come back."""
        usual, doubt, enough = _TOLD if told else _CHANCES
        second = int(started)
        self._refusals[second] = self._refusals.get(second, 0) + 1
        if self._rate is not None and started > self._learned_at:
            self._trial_refused += self._trial <= _TRIAL
        oldest, youngest = int(now) - _SPAN, int(now)  # of the running second it is not known yet who will be refused
        calls = {second: number for second, number in self._calls.items() if oldest <= second < youngest}
        refused = sum(number for second, number in self._refusals.items() if oldest <= second < youngest)
        total = sum(calls.values())
        learned = self._rate is not None and (started <= self._learned_at or self._trial <= _TRIAL)
        likely = usual * total + doubt * sqrt(total)
        if learned or refused < max(enough, likely) or now < max(self._deaf_until, min(calls) + _LEAST):
            return
        self._share = refused / total
        silent = sum(min(seconds, now - at) for at, seconds in self._pauses if at >= oldest)
        self._rate = _BELOW * max(total - refused, 1) / max(1.0, youngest - min(calls) - silent)
        self._learned_at, self._next = now, now + 1.0 / self._rate
        self._trial = self._trial_refused = 0

    def _start_paced(self, rate: float, now: float) -> None:
        self._trial += 1
        share = self._trial_refused / _TRIAL
        if self._trial == _TRIAL and share >= _CHANCE:
            self._try_again(rate, share, now)
        elif now - self._learned_at > _FORGET:
            self._rate = None
        else:
            grown = rate * _GROWTH ** (now - self._learned_at) if self._trial > _TRIAL else rate
            self._next = max(self._next, now) + 1.0 / grown

    def _try_again(self, rate: float, share: float, now: float) -> None:
        """Too many were refused at the learned rate: it was still too high if they became fewer, else not the reason."""
        if share > _SAME * self._share:
            self._rate, self._deaf_until = None, now + _FORGET
            return
        self._rate, self._share = _BELOW * (1.0 - share) * rate, share
        self._learned_at = now
        self._trial = self._trial_refused = 0

    def _sweep(self, second: int) -> None:
        for numbers in (self._calls, self._refusals):
            for old in [number for number in numbers if number < second - _SPAN]:
                del numbers[old]
