"""Updates that are no message to the core: presses of buttons we never made, groups that moved."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import PLATFORM
from bot.ports import ChatMoves, Clock

log = logging.getLogger(__name__)


class Aside:
    def __init__(self, acknowledge: Callable[[str], Awaitable[None]], moves: ChatMoves | None, clock: Clock) -> None:
        self._acknowledge = acknowledge
        self._moves = moves
        self._clock = clock

    async def take(self, update: object) -> None:
        """Raises what the store raises: the update comes again then."""
        whole = Node(update)
        press = whole["callback_query"]["id"].text
        if press:
            log.info("a button that is not ours was pressed")
            await self._acknowledge(press)
        message = whole["message"]
        here = message["chat"]["id"].number
        to, came = message["migrate_to_chat_id"].number, message["migrate_from_chat_id"].number
        if here is not None and to is not None:
            await self._moved(here, to)
        elif here is not None and came is not None:
            await self._moved(came, here)

    async def _moved(self, old: int, new: int) -> None:
        log.info("a group became a supergroup", extra={"old": old, "new": new})
        if self._moves is not None:
            await self._moves.move(PLATFORM, str(old), str(new), self._clock.now())
