"""How many calls a target gets at once: found out by asking, because no provider tells."""

from __future__ import annotations

from enum import Enum, auto

_THROTTLED = 0.9
_TIMED_OUT = 0.6
_EASE = 0.9
_STEP = 0.2
_SLOWER = 2.0


class Push(Enum):
    """What a finished call says about the load."""

    WELCOME = auto()
    THROTTLED = auto()
    TIMED_OUT = auto()
    NOTHING = auto()


class Slots:
    """Grows by addition while calls succeed, shrinks by a factor when they are pushed back.

    Throttling never shrinks it below what was accepted meanwhile; calls that slow down shrink it gently.
    Doubles each round up to the limit that was last known to be too much. A burst of refusals is one push back: only calls
    started after the last cut count.
    """

    def __init__(self, first: int, most: int) -> None:
        self.limit = float(min(first, most))
        self.in_flight = 0
        self._most = most
        self._known = float(most)
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
                    self.limit = min(self._most, self.limit + (1.0 if self.limit < self._known else _STEP))
            case Push.THROTTLED:
                self._cut(max(_THROTTLED, self.in_flight / self.limit), started, now)
            case Push.TIMED_OUT:
                self._cut(_TIMED_OUT, started, now)
            case Push.NOTHING:
                pass

    def restart(self) -> None:
        """The target was away: begin small, grow fast."""
        self.limit, self._known = max(1.0, min(self.limit, max(4.0, self.limit / 2))), max(self.limit, self._known)

    def _slower(self, seconds: float, started: float, now: float) -> bool:
        usual = self._usual = seconds if self._usual is None else self._usual + 0.02 * (seconds - self._usual)
        recent = self._recent = seconds if self._recent is None else self._recent + 0.2 * (seconds - self._recent)
        if recent <= _SLOWER * usual or self.in_flight * 2 < self.limit:
            return False
        return self._cut(_EASE, started, now)

    def _cut(self, factor: float, started: float, now: float) -> bool:
        if started <= self._cut_at:
            return False
        self._cut_at = now
        self.limit = self._known = max(1.0, self.limit * factor)
        return True
