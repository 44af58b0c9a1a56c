"""Wishes: words typed where the bot is not, kept until their person comes to the private chat by a link."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.model import Identity
from bot.ports import PlatformMemory

_KEPT = 7 * 86_400.0  # seconds
_DIGITS = 24


class Wishes:
    """A link carries only a token: it is of no use to anybody else, so nobody's quota is spent on a stranger's words."""

    def __init__(self, notes: PlatformMemory) -> None:
        self._notes = notes

    async def keep(self, who: Identity, words: str, now: datetime) -> str:
        """A token of A-Z a-z 0-9, the same for the same words."""
        token = f"w{hashlib.sha256(words.encode()).hexdigest()[:_DIGITS]}"
        await self._notes.put(_key(who, token), words, now, _KEPT)
        return token

    async def find(self, who: Identity, token: str, now: datetime) -> str | None:
        return await self._notes.get(_key(who, token), now)


def is_token(payload: str) -> bool:
    """Whether a link's payload was made here."""
    digits = payload.removeprefix("w")
    return len(payload) == _DIGITS + 1 and len(digits) == _DIGITS and not digits.strip("0123456789abcdef")


def _key(who: Identity, token: str) -> str:
    return f"{who.platform}/{who.account}/wish/{token}"
