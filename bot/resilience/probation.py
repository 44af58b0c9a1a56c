"""The way back from an open breaker: one call, then more at once with each that passes."""

from __future__ import annotations

from bot.resilience.policy import BreakerRule

_WIDE_OPEN = 16
_SURVIVES = 2.0
_QUICK = 0.1


class Probation:
    """Lets `ramp` times as many calls through after each success. Calls from before it began prove nothing."""

    def __init__(self, rule: BreakerRule) -> None:
        self._ramp = rule.ramp
        self._probes: dict[int, float] = {}
        self._begun_after = 0
        self._failing_takes: float | None = None
        self.passed = 0

    def begin(self, calls: int) -> None:
        """One call next; `calls` is the number of the latest."""
        self.passed, self._begun_after = 0, calls
        self._probes.clear()

    def end(self) -> None:
        self._probes.clear()

    def takes(self, call: int) -> bool:
        """True for a call that finds out whether the target works again."""
        return call > self._begun_after

    def start(self, call: int, now: float) -> None:
        self._probes[call] = now

    def land(self, call: int) -> bool:
        """A call is over. True when it was still a probe, and had not passed already by lasting long."""
        return self._probes.pop(call, None) is not None

    def failed_after(self, seconds: float) -> None:
        """Failures of late take so long."""
        self._failing_takes = max(seconds, 0.8 * (self._failing_takes or 0.0))

    def admits_at(self, now: float) -> float:
        """When one more call may start, if no call ends before that.

        A probe that has been in the air for much longer than failures take has been accepted: it counts as passed, because waiting
        for its picture would keep everybody out for the length of a drawing.
        """
        survival = _SURVIVES * max(_QUICK, self._failing_takes) if self._failing_takes is not None else float("inf")
        for call, started in list(self._probes.items()):
            if now - started >= survival:
                del self._probes[call]
                self.passed += 1
        if len(self._probes) < self._ramp**self.passed:
            return now
        return min(self._probes.values()) + survival

    def succeed(self) -> bool:
        """A probe passed. True: that was enough, everybody may come."""
        self.passed += 1
        return bool(self._ramp**self.passed >= _WIDE_OPEN)

    def stumble(self, call: int) -> str:
        """A failure on the way back: fewer at once, and with the first probe it is open again. Returns why, or nothing."""
        if not self.takes(call):
            return ""
        if self.passed == 0:
            return "the probe failed"
        self.passed //= 2
        return ""
