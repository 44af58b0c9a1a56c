"""How many calls a target gets at once: found out by asking, because no provider tells."""

from __future__ import annotations

from collections import deque
from enum import Enum, auto

_KEPT = 64  # calls looked back at
_PROOF = 5
_STEEP = 0.5
_EASE = 0.9
_STEP = 0.2
_CAUTION = 0.5  # as much each time that the same limit is found again
_SHORTEST_STEP = 0.01
_SLOWER = 2.0


class Push(Enum):
    """What a finished call says about the load."""

    WELCOME = auto()
    THROTTLED = auto()
    TIMED_OUT = auto()
    NOTHING = auto()


class Slots:
    """Grows by addition while calls succeed, shrinks by a factor when calls are pushed back for being too many at once.

    Throttling and time-outs also come by chance, and then fewer calls at once would only make people wait. So every call
    remembers how many were in the air with it: the limit is cut to a number above which calls were pushed back more often than
    taken, by five, and never below half in one step. Calls that slow down shrink it gently, once a round.
    Grows by one for each picture up to the limit that was last known to be too much, then slowly, and the more slowly the more
    often the same limit has been found: looking for more costs refusals.
    """

    def __init__(self, first: int, most: int) -> None:
        self.limit = float(min(first, most))
        self.in_flight = 0
        self._most = most
        self._known = float(most)
        self._step = _STEP
        self._company: dict[int, int] = {}
        self._seen: deque[tuple[int, bool]] = deque(maxlen=_KEPT)  # (how many at once, pushed back)
        self._cut_at = float("-inf")
        self._usual: float | None = None
        self._recent: float | None = None

    def room(self) -> bool:
        return self.in_flight < int(self.limit)

    def take(self, call: int) -> None:
        self.in_flight += 1
        self._company[call] = self.in_flight

    def give(self, call: int, push: Push, started: float, now: float) -> None:
        """A call that began at `started` is over."""
        busy = self.in_flight * 2 >= self.limit
        company = self._company.pop(call)
        self.in_flight -= 1
        match push:
            case Push.WELCOME:
                self._seen.append((company, False))
                if not self._slower(now - started, started, now, busy=busy) and busy:
                    self.limit = min(self._most, self.limit + (1.0 if self.limit < self._known else self._step))
            case Push.THROTTLED | Push.TIMED_OUT if started > self._cut_at:
                self._seen.append((company, True))
                level = self._too_many()
                if level is not None:
                    self._cut(max(level, _STEEP * self.limit), now)
            case _:
                pass

    def restart(self) -> None:
        """The target was away: begin small, grow fast."""
        self.limit, self._known = max(1.0, min(self.limit, max(4.0, self.limit / 2))), max(self.limit, self._known)
        self._seen.clear()

    def _too_many(self) -> int | None:
        """The highest number at once that calls are taken at, when beyond it they are pushed back; None: it is not the number."""
        fine = {company for company, pushed in self._seen if not pushed} | ({self.in_flight} - {0})
        proof = 0
        ranked = sorted(self._seen, reverse=True)
        for (company, pushed), (below, _) in zip(ranked, (*ranked[1:], (0, False)), strict=True):
            proof += 1 if pushed else -1
            if proof >= _PROOF:
                levels = [level for level in fine if below <= level < min(company, int(self.limit))]
                if levels:
                    return max(levels)
        return None

    def _slower(self, seconds: float, started: float, now: float, *, busy: bool) -> bool:
        usual = self._usual = seconds if self._usual is None else self._usual + 0.02 * (seconds - self._usual)
        recent = self._recent = seconds if self._recent is None else self._recent + 0.2 * (seconds - self._recent)
        if recent <= _SLOWER * usual or not busy or started <= self._cut_at:
            return False
        self._cut(_EASE * self.limit, now)
        return True

    def _cut(self, limit: float, now: float) -> None:
        self._cut_at = now
        limit = max(1.0, limit)
        self._step = max(_SHORTEST_STEP, self._step * _CAUTION) if int(limit) == int(self._known) else _STEP
        self.limit = self._known = limit
        self._seen.clear()
