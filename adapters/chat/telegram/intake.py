"""Takes updates in: each chat's in order, different chats at once; returns when the core has stored what they ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from weakref import WeakValueDictionary

from adapters.chat.telegram.aside import Aside
from adapters.chat.telegram.bundles import Bundle, opens
from adapters.chat.telegram.parts import Lately
from bot.model import Incoming
from bot.ports import Clock, Receive

Read = Callable[[object], Incoming | None]


class Intake:
    def __init__(self, *, read: Read, aside: Aside, receive: Receive, clock: Clock, quiet: float) -> None:
        self._read = read
        self._aside = aside
        self._receive = receive
        self._clock = clock
        self._quiet = quiet
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._open: dict[str, list[Bundle]] = {}
        self._lately = Lately()

    def wants(self, update: object) -> bool:
        """Whether this is for us and not for the rest of a host's bot: said to us, our button, our business."""
        incoming = self._read(update)
        if incoming is None:
            return self._aside.wants(update)
        return incoming.addressed or incoming.press is not None

    async def take(self, update: object) -> None:
        """Raises whatever `receive` raises: the update is then not to be acknowledged."""
        incoming = self._read(update)
        if incoming is None:
            await self._aside.take(update)
            return
        chat = incoming.chat.id
        bundle = next((bundle for bundle in self._open.get(chat, ()) if bundle.join(incoming)), None)
        if bundle is not None:
            await asyncio.shield(bundle.done)
            return
        turn = self._turns.setdefault(chat, asyncio.Lock())
        known = self._lately.whole(incoming)
        if known is not None or not opens(incoming):
            async with turn:
                await self._receive(known or incoming)
            return
        bundle = Bundle(incoming, self._clock, self._quiet)
        self._open.setdefault(chat, []).append(bundle)
        async with bundle.telling(), turn:
            await self._together(chat, bundle)

    async def _together(self, chat: str, bundle: Bundle) -> None:
        try:
            whole = await bundle.whole()
        finally:
            self._shut(chat, bundle)
        await self._receive(whole)

    def _shut(self, chat: str, bundle: Bundle) -> None:
        """Nothing more joins this bundle; what is edited from here on is a correction."""
        self._lately.keep(bundle.parts)
        still = [other for other in self._open.get(chat, ()) if other is not bundle]
        if still:
            self._open[chat] = still
        else:
            self._open.pop(chat, None)
