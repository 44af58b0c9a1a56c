"""How long calls to a target take: the last few hundred, as quantiles."""

from __future__ import annotations

from collections import deque

_KEPT = 256
_STALE = 16


class Latency:
    """Seconds of the latest successful calls. Quantiles are at most a few calls old: sorting each time costs too much."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_KEPT)
        self._sorted: list[float] = []
        self._since = 0
        self.recent: float | None = None

    def add(self, seconds: float) -> None:
        self._seconds.append(seconds)
        self._since += 1
        self.recent = seconds if self.recent is None else self.recent + 0.2 * (seconds - self.recent)
        if self._since >= _STALE or len(self._seconds) <= _STALE:
            self._sorted = sorted(self._seconds)
            self._since = 0

    def quantile(self, share: float) -> float | None:
        """Seconds that `share` of calls stayed within; None before the first."""
        if not self._sorted:
            return None
        return self._sorted[min(len(self._sorted) - 1, int(share * len(self._sorted)))]

    def __len__(self) -> int:
        return len(self._seconds)
