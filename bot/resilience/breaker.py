"""When to leave a target alone, and how to come back: counted from the start of calls, over a window longer than one."""

from __future__ import annotations

from enum import Enum, auto
from itertools import islice

from bot.resilience.latency import Latency
from bot.resilience.policy import BreakerRule
from bot.resilience.window import Window

_WIDE_OPEN = 16
_SURVIVES = 3.0
_QUICK = 0.1


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
        self._flying: dict[int, float] = {}
        self._probes: dict[int, float] = {}
        self._half_from = 0
        self._passed = 0
        self._calls = 0
        self._failing_takes: float | None = None
        self._row = 0
        self.mode = Mode.CLOSED

    @property
    def failures_in_a_row(self) -> int:
        return self._row

    def is_probe(self, call: int) -> bool:
        """True for the calls that find out whether the target works again."""
        return self.mode is Mode.HALF and call > self._half_from

    @property
    def recovering(self) -> bool:
        """Half open, and the first probe has passed."""
        return self.mode is Mode.HALF and self._passed > 0

    def admits_at(self, now: float) -> float:
        """When one more call may start, if no call ends before that.

        A probe that has been in the air for much longer than failures take has been accepted: it counts as passed, because waiting
        for its picture would keep everybody out for the length of a drawing.
        """
        if self.mode is not Mode.HALF:
            return now if self.mode is Mode.CLOSED else float("inf")
        survival = self._survival()
        for call, started in list(self._probes.items()):
            if now - started >= survival:
                del self._probes[call]
                self._passed += 1
        if len(self._probes) < self._rule.ramp**self._passed:
            return now
        return min(self._probes.values()) + survival

    def start(self, now: float) -> int:
        """A call begins; the number names it."""
        self._calls += 1
        self._flying[self._calls] = now
        self._window.bucket(now).started += 1
        if self.mode is Mode.HALF:
            self._probes[self._calls] = now
        return self._calls

    def end(self, call: int, now: float, verdict: Verdict) -> str:
        """A call is over. Returns why the breaker should open now, or an empty string."""
        started = self._flying.pop(call)
        young = self._probes.pop(call, None) is not None
        bucket = self._window.bucket(started)
        if verdict is Verdict.NOTHING:
            bucket.started -= 1
            return ""
        bucket.ended += 1
        bucket.slow += now - started > self.slow_after()
        if verdict is Verdict.FAILED:
            bucket.failed += 1
            self._row += 1
            self._failing_takes = max(now - started, 0.8 * (self._failing_takes or 0.0))
            return self._stumble(call) if self.mode is Mode.HALF else self._failing(now)
        self._row = 0
        if young and self.mode is Mode.HALF:
            self._passed += 1
            if self._rule.ramp**self._passed >= _WIDE_OPEN:
                self.close()
        return ""

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
        if overdue == 0 and not self._window.any_slow():
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
        self._probes.clear()

    def half_open(self) -> None:
        """One call next."""
        self.mode, self._passed, self._half_from = Mode.HALF, 0, self._calls
        self._probes.clear()

    def close(self) -> None:
        self.mode, self._row = Mode.CLOSED, 0
        self._probes.clear()
        self._window.clear()

    def _stumble(self, call: int) -> str:
        """A failure on the way back: fewer at once, and with the first probe it is open again."""
        if call <= self._half_from:
            return ""
        if self._passed == 0:
            return "the probe failed"
        self._passed //= 2
        return ""

    def _survival(self) -> float:
        return _SURVIVES * max(_QUICK, self._failing_takes) if self._failing_takes is not None else float("inf")

    def _failing(self, now: float) -> str:
        rule = self._rule
        if self.mode is not Mode.CLOSED:
            return ""
        recent = self._window.total(now)
        if recent.failed >= rule.failures and recent.failed >= rule.failure_rate * recent.ended:
            return f"{recent.failed} of {recent.ended} calls failed"
        return f"{self._row} calls failed in a row" if self._row >= rule.failures else ""
