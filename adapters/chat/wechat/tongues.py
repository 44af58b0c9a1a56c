"""Which language the platform's own words are in: the one in which this chat was last answered."""

from __future__ import annotations

from functools import partial

from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.words import Words
from bot.model import Address

_LANGUAGE = "language"
_SECONDS = 365 * 86_400.0


class Tongues:
    """`words` without a language is the house's."""

    def __init__(self, notes: Notes, words: Words) -> None:
        self._notes = notes
        self._words = words

    async def heard(self, to: Address) -> Words:
        """The words for an answer there, whose language is remembered."""
        if to.language and await self._notes.get(to.chat, _LANGUAGE) != to.language:
            await self._notes.put(to.chat, _LANGUAGE, to.language, _SECONDS)
        return await self.of(to.chat)

    async def of(self, chat: str) -> Words:
        """The words for what is said there without an answer from the core."""
        return partial(self._words, language=str(await self._notes.get(chat, _LANGUAGE) or ""))
