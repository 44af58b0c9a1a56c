"""Guessing is slow: so many wrong passwords a minute from one address, and no more."""

from __future__ import annotations

from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address

from bot.ports import Clock

TRIES = 10
SECONDS = 60.0
_ADDRESSES = 4096


class Brake:
    """Who guesses shuts out those at the same address alone, so nobody can keep the operator out from elsewhere.

    The address is the connection's: a header that names another can be forged, so behind a proxy all share one. Of IPv6 the
    network of 64 bits counts, which one subscriber has for himself. The oldest of many addresses is forgotten.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, remote: str | None) -> float:
        """Seconds until this address may try again; 0: now."""
        failures = self._failures.get(_whole(remote))
        if failures is None or len(failures) < TRIES:
            return 0.0
        return max(0.0, failures[0] + SECONDS - self._clock.monotonic())

    def failed(self, remote: str | None) -> None:
        key = _whole(remote)
        self._failures.setdefault(key, deque(maxlen=TRIES)).append(self._clock.monotonic())
        self._failures.move_to_end(key)
        if len(self._failures) > _ADDRESSES:
            self._failures.popitem(last=False)


def _whole(remote: str | None) -> str:
    try:
        found = ip_address(remote or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
