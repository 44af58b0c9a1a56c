"""How many calls a target gets at once: found out by asking, because no provider tells."""

from __future__ import annotations

from enum import Enum, auto

_CUT = 0.6
_EASE = 0.9
_SLOWER = 2.0


class Push(Enum):
    """What a finished call says about the load: it was welcome, it was too much, or nothing."""

    WELCOME = auto()
    TOO_MUCH = auto()
    NOTHING = auto()


class Slots:
    """Additive increase, multiplicative decrease on throttling and time-outs, and a gentle one when calls slow down.

    Doubles at first; after the first push back it grows by one for each full round of calls. A burst of refusals is one
    push back: only calls started after the last cut count.
    """

    def __init__(self, first: int, most: int) -> None:
        self.limit = float(min(first, most))
        self.in_flight = 0
        self._most = most
        self._doubling = True
        self._cut_at = float("-inf")
        self._usual: float | None = None
        self._recent: float | None = None

    def room(self) -> bool:
        return self.in_flight < int(self.limit)

    def take(self) -> None:
        self.in_flight += 1

    def give(self, push: Push, started: float, now: float) -> None:
        """A call that began at `started` is over."""
        busy = self.in_flight * 2 >= self.limit
        self.in_flight -= 1
        match push:
            case Push.WELCOME:
                if not self._slower(now - started, started, now) and busy:
                    self.limit = min(self._most, self.limit + (1.0 if self._doubling else 1.0 / self.limit))
            case Push.TOO_MUCH:
                self._cut(_CUT, started, now)
            case Push.NOTHING:
                pass

    def restart(self) -> None:
        """The target was away: begin small, grow fast."""
        self.limit, self._doubling = min(self.limit, 4.0), True

    def _slower(self, seconds: float, started: float, now: float) -> bool:
        usual = self._usual = seconds if self._usual is None else self._usual + 0.02 * (seconds - self._usual)
        recent = self._recent = seconds if self._recent is None else self._recent + 0.2 * (seconds - self._recent)
        if recent <= _SLOWER * usual or self.in_flight * 2 < self.limit:
            return False
        return self._cut(_EASE, started, now)

    def _cut(self, factor: float, started: float, now: float) -> bool:
        self._doubling = False
        if started <= self._cut_at:
            return False
        self._cut_at = now
        self.limit = max(1.0, self.limit * factor)
        return True


class Pace:
    """A known limit of `per_minute` starts in any 60 seconds; None: unknown."""

    def __init__(self, per_minute: int | None) -> None:
        self._limit = per_minute
        self._starts: list[float] = []

    def ready_at(self, now: float) -> float:
        """When the next call may start; not later than `now`: at once."""
        if self._limit is None:
            return now
        while self._starts and self._starts[0] <= now - 60.0:
            self._starts.pop(0)
        return now if len(self._starts) < self._limit else self._starts[-self._limit] + 60.0

    def start(self, now: float) -> None:
        if self._limit is not None:
            self._starts.append(now)
