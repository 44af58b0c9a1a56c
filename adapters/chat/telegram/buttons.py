"""Buttons: what they carry is signed, so that only what we offered can be pressed, for ever and on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.chat.telegram.seal import Seal
from bot.model import Action, Button

_ROW = 3  # labels that a phone shows whole beside each other


class Buttons:
    """callback_data is `<action><subject>.<signature>`: at most 37 of the 64 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret, "telegram buttons")

    def data(self, action: Action, subject: int) -> str:
        return self._seal.shut(f"{action.value}{subject}")

    def read(self, data: str) -> tuple[Action, int] | None:
        """None for anything that we did not sign."""
        words = self._seal.open(data)
        return None if words is None else (Action(words[0]), int(words[1:]))

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
