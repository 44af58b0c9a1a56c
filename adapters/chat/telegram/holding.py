"""Parts whose rest is still to come, kept where no crash reaches them, so that the server hears "ok" before everything is there.

To a webhook Telegram brings what happened in a chat one by one, the next only after an "ok"
(https://github.com/tdlib/telegram-bot-api, WebhookActor): whoever waits for the rest of an album waits for ever.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any

import orjson

from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import PLATFORM
from bot.errors import StoreError
from bot.model import Incoming
from bot.ports import Clock, PlatformMemory

log = logging.getLogger(__name__)

_TTL = 86_400.0  # seconds; as long as Telegram itself would keep them
_ABANDONED = 6.0  # seconds after which nobody waits for the rest any more
_BYTES = 60 << 10


class Holding:
    """Updates as they came, by the event of their bundle. What a process leaves behind another one, or its next life, finds."""

    def __init__(self, memory: PlatformMemory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock

    async def keep(self, first: Incoming, incoming: Incoming, update: object) -> bool:
        """Beside the first of its bundle. False: it is too large. Raises `StoreError`."""
        value = orjson.dumps({"at": self._clock.now().timestamp(), "update": update})
        if len(value) > _BYTES:
            return False
        await self._memory.put(f"{_prefix(first)}{incoming.message}", value.decode(), self._clock.now(), _TTL)
        return True

    async def parts(self, first: Incoming) -> Sequence[Any]:
        """Everything kept of a bundle, by whichever process. Raises `StoreError`."""
        found = await self._memory.find(_prefix(first), self._clock.now())
        return [note["update"].value for note in _inside(found.values())]

    async def forget(self, first: Incoming) -> None:
        """The bundle is stored as what it asks for. Whole or not at all: half of it would be read as another request."""
        try:
            await self._memory.forget(_prefix(first))
        except StoreError:  # it comes again, and is known then
            log.exception("parts of a message are still kept", extra={"event": first.event})

    async def left(self) -> Sequence[Any]:
        """What nobody waits for the rest of any more, in the order it came. Raises `StoreError`."""
        found = await self._memory.find(f"{PLATFORM}/", self._clock.now())
        before = self._clock.now().timestamp() - _ABANDONED
        notes = _inside(value for key, value in found.items() if "/parts/" in key)
        updates = [note["update"] for note in notes if note["at"].value <= before]
        return [update.value for update in sorted(updates, key=lambda one: one["update_id"].number or 0)]


def _inside(values: Any) -> Sequence[Node]:
    return [Node(orjson.loads(value)) for value in values]


def _prefix(first: Incoming) -> str:
    """`/forgetme` erases what begins with its person's account."""
    account = "" if first.sender is None else first.sender.account
    return f"{PLATFORM}/{account}/parts/{hashlib.sha256(first.event.encode()).hexdigest()[:24]}/"
