"""What each visitor's page shows: the last messages in memory, and whoever is watching right now."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
"""As the page reads it (JSON): `id`, `text`, `mine`, `pictures`, `buttons`, `file`, `pending`; or `id` and `removed`."""

_MESSAGES = 200
_ACCOUNTS = 1_000
_WATCHERS = 8
_BEHIND = 500


@dataclass(eq=False)
class _Account:
    messages: OrderedDict[str, Message] = field(default_factory=OrderedDict[str, Message])
    watchers: set[asyncio.Queue[Message]] = field(default_factory=set[asyncio.Queue[Message]])


class Timelines:
    """Bounded: the longest unused account is forgotten first (its history in the database stays)."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def show(self, account: str, message: Message) -> None:
        """A new message, or an old one that moves to the end."""
        found = self._account(account)
        found.messages.pop(message["id"], None)
        found.messages[message["id"]] = message
        while len(found.messages) > _MESSAGES:
            found.messages.popitem(last=False)
        _tell(found, message)

    def change(self, account: str, message: Message) -> bool:
        """In its place. False: it is not there any more."""
        found = self._account(account)
        if message["id"] not in found.messages:
            return False
        found.messages[message["id"]] = message
        _tell(found, {**message, "in_place": True})
        return True

    def remove(self, account: str, message: str) -> bool:
        found = self._account(account)
        _tell(found, {"id": message, "removed": True})
        return found.messages.pop(message, None) is not None

    def clear(self, account: str) -> None:
        """Nothing of what was said stands there any more, in any window."""
        for message in list(self._account(account).messages):
            self.remove(account, message)

    async def watch(self, account: str) -> AsyncGenerator[Message]:
        """What stands there, then whatever comes. Ends for a page that cannot keep up: it comes back by itself."""
        found = self._account(account)
        if len(found.watchers) >= _WATCHERS:
            return
        queue: asyncio.Queue[Message] = asyncio.Queue(_BEHIND)
        for message in found.messages.values():
            queue.put_nowait(message)
        found.watchers.add(queue)
        try:
            while queue in found.watchers:
                yield await queue.get()
        finally:
            found.watchers.discard(queue)

    def _account(self, account: str) -> _Account:
        found = self._accounts.setdefault(account, _Account())
        self._accounts.move_to_end(account)
        while len(self._accounts) > _ACCOUNTS:
            self._accounts.popitem(last=False)
        return found


def _tell(account: _Account, message: Message) -> None:
    for queue in list(account.watchers):
        if queue.full():
            account.watchers.discard(queue)
        else:
            queue.put_nowait(message)


def through(door: str, message: Message) -> Message:
    """The same with the addresses of what was sent along (`files/…`) beginning at `door`; signed links stay."""
    changed = dict(message)
    if pictures := message.get("pictures"):
        changed["pictures"] = [{**picture, "src": _through(door, picture["src"])} for picture in pictures]
    if file := message.get("file"):
        changed["file"] = {**file, "src": _through(door, file["src"])}
    return changed


def _through(door: str, src: str) -> str:
    return src if src.startswith("/") else f"{door}/{src}"
