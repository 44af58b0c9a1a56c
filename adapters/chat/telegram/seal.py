"""A seal: what leaves with it comes back as it was, or not at all; for ever and on any machine."""

from __future__ import annotations

import base64
import hashlib
import hmac

_BYTES = 12


class Seal:
    """`<words>.<signature>`, 17 bytes longer than the words. What was sealed for one purpose is nothing for another."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.new(secret, purpose.encode(), hashlib.sha256).digest()

    def shut(self, words: str) -> str:
        return f"{words}.{self._sign(words)}"

    def open(self, sealed: str) -> str | None:
        """None for anything that we did not seal."""
        words, _, signature = sealed.rpartition(".")
        return words if hmac.compare_digest(self._sign(words).encode(), signature.encode()) else None

    def _sign(self, words: str) -> str:
        digest = hmac.digest(self._key, words.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:_BYTES]).decode()
