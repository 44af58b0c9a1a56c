"""When to leave a target alone, and how to come back: counted from the start of calls, over a window longer than one."""

from __future__ import annotations

from enum import Enum, auto
from itertools import islice

from bot.resilience.latency import Latency
from bot.resilience.policy import BreakerRule
from bot.resilience.probation import Probation
from bot.resilience.window import Window

_SEVERAL = 3


class Mode(Enum):
    CLOSED = auto()
    OPEN = auto()
    HALF = auto()


class Verdict(Enum):
    """What the end of a call says about its target: it works, it does not, or nothing (cancelled, throttled)."""

    WORKS = auto()
    FAILED = auto()
    NOTHING = auto()


class Breaker:
    """Counts and decides; how long it stays open is kept by its owner, who shares it with other workers."""

    def __init__(self, rule: BreakerRule, latency: Latency) -> None:
        self._rule = rule
        self._latency = latency
        self._window = Window(rule.window, latency)
        self._probation = Probation(rule)
        self._flying: dict[int, float] = {}
        self._calls = 0
        self._row = 0
        self.mode = Mode.CLOSED

    @property
    def failures_in_a_row(self) -> int:
        return self._row

    def is_probe(self, call: int) -> bool:
        """True for the calls that find out whether the target works again."""
        return self.mode is Mode.HALF and self._probation.takes(call)

    @property
    def recovering(self) -> bool:
        """Half open, and the first probe has passed."""
        return self.mode is Mode.HALF and self._probation.passed > 0

    def admits_at(self, now: float) -> float:
        """When one more call may start, if no call ends before that."""
        if self.mode is Mode.HALF:
            return self._probation.admits_at(now)
        return now if self.mode is Mode.CLOSED else float("inf")

    def start(self, now: float) -> int:
        """A call begins; the number names it."""
        self._calls += 1
        self._flying[self._calls] = now
        self._window.bucket(now).started += 1
        if self.mode is Mode.HALF:
            self._probation.start(self._calls, now)
        return self._calls

    def end(self, call: int, now: float, verdict: Verdict) -> str:
        """A call is over. Returns why the breaker should open now, or an empty string."""
        started = self._flying.pop(call)
        young = self._probation.land(call)
        bucket = self._window.bucket(started)
        if verdict is Verdict.NOTHING:
            bucket.started -= 1
            return ""
        bucket.ended += 1
        if now - started > self.slow_after():
            self._window.slow(started)
        if verdict is Verdict.FAILED:
            bucket.failed += 1
            self._row += 1
            self._probation.failed_after(now - started)
            return self._probation.stumble(call) if self.mode is Mode.HALF else self._failing(now)
        self._row = 0
        if young and self.mode is Mode.HALF and self._probation.succeed():
            self.close()
        return ""

    def trouble(self, now: float) -> str:
        """What is wrong with it though it may still be asked; or nothing."""
        if self._row >= _SEVERAL:
            return f"the last {self._row} calls failed"
        recent = self._window.total(now)
        much = recent.failed >= max(_SEVERAL, self._rule.failure_rate * recent.ended)
        return f"{recent.failed} of {recent.ended} calls failed" if much else ""

    def age(self, now: float) -> float:
        """A quarter of the calls in the air are older than this many seconds."""
        for started in islice(self._flying.values(), len(self._flying) // 4, None):
            return now - started
        return 0.0

    def slowness(self, now: float) -> str:
        """Why it should open for slowness: calls that ended late together with those that are overdue; or nothing."""
        if self.mode is not Mode.CLOSED:
            return ""
        limit = self.slow_after()
        overdue = 0
        for started in self._flying.values():  # oldest first
            if now - started <= limit:
                break
            overdue += 1
        if overdue == 0 and not self._window.any_slow:
            return ""
        recent = self._window.total(now)
        slow, started_calls = recent.slow + overdue, recent.started
        if slow >= self._rule.failures and slow >= self._rule.slow_rate * started_calls:
            return f"{slow} of {started_calls} calls took longer than {limit:.1f} s"
        return ""

    def slow_after(self) -> float:
        """Seconds from which a call is slow."""
        usual = self._latency.quantile(0.5)
        return max(self._rule.slow_floor, self._rule.slow_factor * usual) if usual is not None else float("inf")

    def open(self) -> None:
        self.mode = Mode.OPEN
        self._window.clear()
        self._probation.end()

    def half_open(self) -> None:
        """One call next."""
        self.mode = Mode.HALF
        self._probation.begin(self._calls)

    def close(self) -> None:
        self.mode, self._row = Mode.CLOSED, 0
        self._window.clear()
        self._probation.end()

    def _failing(self, now: float) -> str:
        rule = self._rule
        if self.mode is not Mode.CLOSED:
            return ""
        recent = self._window.total(now)
        if recent.failed >= rule.failures and recent.failed >= rule.failure_rate * recent.ended:
            return f"{recent.failed} of {recent.ended} calls failed"
        return f"{self._row} calls failed in a row" if self._row >= rule.failures else ""
