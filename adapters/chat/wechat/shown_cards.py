"""The cards that stand in chats: a pressed one is shown again, so that its buttons can be pressed for ever."""

from __future__ import annotations

from typing import Any

from adapters.chat.wechat.body import Body, text
from adapters.chat.wechat.cards import WORDS
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.words import shorten

_SECONDS = 30 * 86_400.0


class ShownCards:
    """By task id, for thirty days. An older card stays as it is; its buttons still work."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def keep(self, card: Body) -> None:
        await self._notes.put("", f"card-{text(card, 'task_id')}", dict(card), _SECONDS)

    async def again(self, task: str, words: str = "") -> Body | None:
        """The card as it was, with these words on it if there are any; None for one that nobody remembers."""
        card: Any = await self._notes.get("", f"card-{task}") if 0 < len(task) <= 128 else None
        if card is None:
            return None
        return {**card, "sub_title_text": shorten(words, WORDS)} if words else card
