"""Tokens that only we can make: `<payload>.<expiry>.<signature>`, each purpose with a key of its own."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

_BYTES = 18  # of the signature: 144 bits


class Signer:
    """`purpose` keeps a picture's link from being a session. Payloads are letters, digits, `-` and `_`."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.digest(secret, purpose.encode(), hashlib.sha256)

    def sign(self, payload: str, until: int) -> str:
        """`until` in Unix seconds."""
        words = f"{payload}.{until:x}"
        return f"{words}.{self._signature(words)}"

    def read(self, token: str, now: float) -> tuple[str, bool] | None:
        """The payload and whether its time is over; None when we did not make it."""
        words, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(words).encode()):
            return None
        payload, _, until = words.rpartition(".")
        return payload, int(until, 16) < now

    def _signature(self, words: str) -> str:
        return urlsafe_b64encode(hmac.digest(self._key, words.encode(), hashlib.sha256)[:_BYTES]).decode()
