"""Updates that are no message to the core: forged presses, groups that moved, payments, inline questions."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import PLATFORM
from adapters.chat.telegram.inline import Inline
from adapters.chat.telegram.stars import Stars
from bot.ports import ChatMoves, Clock

log = logging.getLogger(__name__)


class Aside:
    def __init__(
        self,
        acknowledge: Callable[[str], Awaitable[None]],
        *,
        stars: Stars,
        inline: Inline,
        moves: ChatMoves | None,
        clock: Clock,
    ) -> None:
        self._acknowledge = acknowledge
        self._stars = stars
        self._inline = inline
        self._moves = moves
        self._clock = clock

    def wants(self, update: object) -> bool:
        """Whether anybody here would do something with it. A press that we did not sign may be a host's own."""
        whole = Node(update)
        message = whole["message"]
        moved = message["migrate_to_chat_id"].number or message["migrate_from_chat_id"].number
        orders = whole["pre_checkout_query"], message["successful_payment"], message["refunded_payment"]
        asked = whole["inline_query"] and self._inline.answers
        return bool(asked or any(map(self._stars.ours, orders)) or (moved and self._moves is not None))

    async def take(self, update: object) -> None:
        """Raises what the store raises: the update comes again then."""
        whole = Node(update)
        message, press = whole["message"], whole["callback_query"]["id"].text
        if press:
            log.info("a button that is not ours was pressed")
            await self._acknowledge(press)
        elif whole["pre_checkout_query"]:
            await self._stars.checkout(whole["pre_checkout_query"])
        elif whole["inline_query"]:
            await self._inline.answer(whole["inline_query"])
        elif message["successful_payment"]:
            await self._stars.paid(message)
        elif message["refunded_payment"]:
            await self._stars.returned(message)
        else:
            await self._moved(message)

    async def _moved(self, message: Node) -> None:
        here = message["chat"]["id"].number
        to, came = message["migrate_to_chat_id"].number, message["migrate_from_chat_id"].number
        if here is None or self._moves is None or (to is None and came is None):
            return
        old, new = (here, to) if to is not None else (came, here)
        log.info("a group became a supergroup", extra={"old": old, "new": new})
        await self._moves.move(PLATFORM, str(old), str(new), self._clock.now())
