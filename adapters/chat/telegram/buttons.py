"""Buttons: what they carry is signed, so that only what we offered can be pressed, for ever and on any machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from bot.model import Action, Button

_ROW = 3  # labels that a phone shows whole beside each other
_SIGNATURE_BYTES = 12


class Buttons:
    """callback_data is `<action><subject>.<signature>`: at most 37 of the 64 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.new(secret, b"telegram buttons", hashlib.sha256).digest()

    def data(self, action: Action, subject: int) -> str:
        words = f"{action.value}{subject}"
        return f"{words}.{self._sign(words)}"

    def read(self, data: str) -> tuple[Action, int] | None:
        """None for anything that we did not sign."""
        words, _, signature = data.rpartition(".")
        if not hmac.compare_digest(self._sign(words).encode(), signature.encode()):
            return None
        return Action(words[0]), int(words[1:])

    def keyboard(self, rows: Sequence[Sequence[Button]], *, numbered: bool = False) -> dict[str, Any] | None:
        """None without buttons. `numbered` rows belong to the pictures of an album."""
        keys = [
            [self._key_of(button, f"{number} · " if numbered else "") for button in row[start : start + _ROW]]
            for number, row in enumerate(rows, 1)
            for start in range(0, len(row), _ROW)
        ]
        return {"inline_keyboard": keys} if keys else None

    def _key_of(self, button: Button, number: str) -> dict[str, str]:
        return {"text": f"{number}{button.label}", "callback_data": self.data(button.action, button.subject)}

    def _sign(self, words: str) -> str:
        digest = hmac.new(self._key, words.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
