"""Calls of late, counted in the tenth of the window in which they started, so that a call longer than the window is not missed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.resilience.latency import Latency

_BUCKETS = 10


@dataclass(slots=True)
class Bucket:
    """Calls that started in one tenth of the window."""

    started: int = 0
    ended: int = 0
    failed: int = 0
    slow: int = 0


class Window:
    """At least `seconds` long, and twice the 99th percentile of calls when that is longer."""

    def __init__(self, seconds: float, latency: Latency) -> None:
        self._seconds = seconds
        self._width = seconds / _BUCKETS
        self._latency = latency
        self._buckets: dict[int, Bucket] = {}
        self._slow = 0

    def bucket(self, started: float) -> Bucket:
        """Where a call that began then is counted."""
        number = int(started // self._width)
        if number not in self._buckets:
            self._sweep(started)
            self._buckets[number] = Bucket()
        return self._buckets[number]

    def total(self, now: float) -> Bucket:
        """All calls of the window together."""
        self._sweep(now)
        buckets = self._buckets.values()
        return Bucket(
            started=sum(bucket.started for bucket in buckets),
            ended=sum(bucket.ended for bucket in buckets),
            failed=sum(bucket.failed for bucket in buckets),
            slow=sum(bucket.slow for bucket in buckets),
        )

    def slow(self, started: float) -> None:
        """A call that began then took too long."""
        self.bucket(started).slow += 1
        self._slow += 1

    @property
    def any_slow(self) -> bool:
        """Asked for each call, and so it is counted."""
        return self._slow > 0

    def clear(self) -> None:
        self._buckets.clear()
        self._slow = 0

    def _sweep(self, now: float) -> None:
        usual = self._latency.quantile(0.99)
        seconds = self._seconds if usual is None else max(self._seconds, 2.0 * usual)
        oldest = int((now - seconds) // self._width)
        for number in [number for number in self._buckets if number < oldest]:
            self._slow -= self._buckets.pop(number).slow
