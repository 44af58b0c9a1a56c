"""Parts whose rest is still to come, kept where no crash reaches them, so that the server hears "ok" before everything is there.

To a webhook Telegram brings what happened in a chat one by one, the next only after an "ok"
(https://github.com/tdlib/telegram-bot-api, WebhookActor): whoever waits for the rest of an album waits for ever.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from adapters.chat.telegram.bundles import MOST
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import EDIT_SECONDS, PLATFORM
from bot.errors import StoreError
from bot.model import Incoming
from bot.ports import Clock, PlatformMemory

log = logging.getLogger(__name__)

_TTL = 86_400.0  # seconds; as long as Telegram itself would keep them
_ABANDONED = MOST + 2.0  # seconds after which nobody waits for the rest any more
_SAID = 2.0 * EDIT_SECONDS  # seconds in which an edit may come to any process
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
        """The bundle is stored as what it asks for. Whole or not at all: half of it would be read as another request.

        For a while it is still known to whichever process hears of an edit.
        """
        try:
            now = self._clock.now()
            for key, value in (await self._memory.find(_prefix(first), now)).items():
                part = f"{_said(first)}{_bundle(first)}/{key.rpartition('/')[2]}"
                await self._memory.put(part, value, now, _SAID)
            await self._memory.forget(_prefix(first))
        except StoreError:  # it comes again, and is known then
            log.exception("parts of a message are still kept", extra={"event": first.event})

    async def said(self, incoming: Incoming) -> Sequence[Mapping[str, Any]]:
        """What its sender said lately in several parts in its chat: by their keys, each as it came and as it is now.

        Raises `StoreError`.
        """
        found = await self._memory.find(_said(incoming), self._clock.now())
        bundles: dict[str, dict[str, Any]] = {}
        for key, value in found.items():
            note = orjson.loads(value)
            bundles.setdefault(key.rpartition("/")[0], {})[key] = [note["update"], *note.get("edits", ())]
        return list(bundles.values())

    async def changed(self, key: str, updates: Sequence[Any]) -> None:
        """That part as it came and as it is from now on, wherever it is edited next."""
        value = orjson.dumps({"update": updates[0], "edits": updates[1:]})
        if len(value) <= _BYTES:
            await self._memory.put(key, value.decode(), self._clock.now(), _SAID)

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
    return f"{PLATFORM}/{_account(first)}/parts/{_bundle(first)}/"


def _said(incoming: Incoming) -> str:
    return f"{PLATFORM}/{_account(incoming)}/said/{_short(incoming.chat.id)}/"


def _account(incoming: Incoming) -> str:
    return "" if incoming.sender is None else incoming.sender.account


def _bundle(first: Incoming) -> str:
    return _short(first.event)


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:24]
