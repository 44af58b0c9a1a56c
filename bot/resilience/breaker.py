"""When to leave a target alone, and how to come back: counted from the start of calls, over a window longer than one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.resilience.latency import Latency
from bot.resilience.policy import BreakerRule

_BUCKETS = 10
_WIDE_OPEN = 16


class Mode(Enum):
    CLOSED = auto()
    OPEN = auto()
    HALF = auto()


class Verdict(Enum):
    """What the end of a call says about its target: it works, it does not, or nothing (cancelled, throttled)."""

    WORKS = auto()
    FAILED = auto()
    NOTHING = auto()


@dataclass(slots=True)
class _Bucket:
    """Calls that started in one tenth of the window."""

    started: int = 0
    ended: int = 0
    failed: int = 0
    slow: int = 0


class Breaker:
    """Counts and decides; how long it stays open is kept by its owner, who shares it with other workers."""

    def __init__(self, rule: BreakerRule, latency: Latency) -> None:
        self._rule = rule
        self._latency = latency
        self._buckets: dict[int, _Bucket] = {}
        self._flying: dict[int, float] = {}
        self._probes: set[int] = set()
        self._calls = 0
        self._allowed = 1
        self._row = 0
        self.mode = Mode.CLOSED

    @property
    def failures_in_a_row(self) -> int:
        return self._row

    @property
    def probing(self) -> bool:
        return bool(self._probes)

    def admits(self) -> bool:
        return self.mode is Mode.CLOSED or (self.mode is Mode.HALF and len(self._probes) < self._allowed)

    def start(self, now: float) -> int:
        """A call begins; the number names it."""
        self._calls += 1
        self._flying[self._calls] = now
        self._bucket(now).started += 1
        if self.mode is Mode.HALF:
            self._probes.add(self._calls)
        return self._calls

    def end(self, call: int, now: float, verdict: Verdict) -> str:
        """A call is over. Returns why the breaker should open now, or an empty string."""
        started = self._flying.pop(call)
        probe = call in self._probes
        self._probes.discard(call)
        bucket = self._bucket(started)
        if verdict is Verdict.NOTHING:
            bucket.started -= 1
            return ""
        bucket.ended += 1
        bucket.slow += now - started > self.slow_after()
        if verdict is Verdict.FAILED:
            bucket.failed += 1
            self._row += 1
            return "the probe failed" if probe and self.mode is Mode.HALF else self._failing(now)
        self._row = 0
        if probe and self.mode is Mode.HALF:
            self._allowed *= self._rule.ramp
            if self._allowed >= _WIDE_OPEN:
                self.close()
        return ""

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
        if overdue == 0 and not any(bucket.slow for bucket in self._buckets.values()):
            return ""
        recent = self._recent(now)
        slow, started_calls = sum(b.slow for b in recent) + overdue, sum(b.started for b in recent)
        if slow >= self._rule.failures and slow >= self._rule.slow_rate * started_calls:
            return f"{slow} of {started_calls} calls took longer than {limit:.1f} s"
        return ""

    def slow_after(self) -> float:
        """Seconds from which a call is slow."""
        usual = self._latency.quantile(0.5)
        return max(self._rule.slow_floor, self._rule.slow_factor * usual) if usual is not None else float("inf")

    def open(self) -> None:
        self.mode = Mode.OPEN
        self._buckets.clear()
        self._probes.clear()

    def half_open(self) -> None:
        """One call next."""
        self.mode, self._allowed = Mode.HALF, 1
        self._probes.clear()

    def close(self) -> None:
        self.mode, self._row = Mode.CLOSED, 0
        self._probes.clear()
        self._buckets.clear()

    def _failing(self, now: float) -> str:
        rule = self._rule
        if self.mode is not Mode.CLOSED:
            return ""
        recent = self._recent(now)
        failed, ended = sum(b.failed for b in recent), sum(b.ended for b in recent)
        if failed >= rule.failures and failed >= rule.failure_rate * ended:
            return f"{failed} of {ended} calls failed"
        return f"{self._row} calls failed in a row" if self._row >= rule.failures else ""

    def _window(self) -> float:
        usual = self._latency.quantile(0.99)
        return self._rule.window if usual is None else max(self._rule.window, 2.0 * usual)

    def _bucket(self, started: float) -> _Bucket:
        width = self._rule.window / _BUCKETS
        return self._buckets.setdefault(int(started // width), _Bucket())

    def _recent(self, now: float) -> list[_Bucket]:
        width = self._rule.window / _BUCKETS
        oldest = int((now - self._window()) // width)
        for number in [number for number in self._buckets if number < oldest]:
            del self._buckets[number]
        return list(self._buckets.values())
