"""Who really sent a callback: the platform's SHA-1 signature, how fresh it is, and that no nonce is used for another body."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict

from adapters.chat.wechat.errors import NotTheirs
from bot.ports import Clock

FRESH_SECONDS = 600.0
_REMEMBERED = 100_000


def sign(*parts: str) -> str:
    """`sha1(concat(sort(parts)))`, lowercase hex: the signature of every WeChat and WeCom callback."""
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def check(signature: str, *parts: str) -> None:
    """Compare in constant time. Raises `NotTheirs`."""
    if not hmac.compare_digest(sign(*parts).encode(), signature.encode("utf-8", "surrogatepass")):
        raise NotTheirs("wrong signature")


class ReplayWindow:
    """A nonce belongs to one body, for `FRESH_SECONDS` around now.

    The platforms repeat an unanswered push, possibly with the same nonce: the same body again passes (its event id makes
    it one message), another body under a nonce that was seen does not. That closes plaintext mode's hole, where the
    signature does not cover the body. Kept per process: a repeat that reaches another one is still one event.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str], tuple[float, bytes]] = OrderedDict()

    def admit(self, timestamp: str, nonce: str, body: bytes) -> None:
        """Raises `NotTheirs` for a stale or future timestamp, or a nonce that came with another body."""
        now = self._clock.now().timestamp()
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise NotTheirs("timestamp is not a number")
        if abs(now - int(timestamp)) > FRESH_SECONDS:
            raise NotTheirs("timestamp is too far from our clock")
        self._prune(now)
        digest = hashlib.sha256(body).digest()
        _, first = self._seen.setdefault((timestamp, nonce), (now, digest))
        if first != digest:
            raise NotTheirs("this nonce came with another body before")

    def _prune(self, now: float) -> None:
        while self._seen:
            at, _ = next(iter(self._seen.values()))
            if now - at <= 2 * FRESH_SECONDS and len(self._seen) < _REMEMBERED:
                return
            self._seen.popitem(last=False)
