"""Takes updates in: each chat's in order, different chats at once; returns when what they ask is stored."""

from __future__ import annotations

import asyncio
import logging
from weakref import WeakValueDictionary

from adapters.chat.telegram.aside import Aside
from adapters.chat.telegram.gathering import Gathering, Read
from adapters.chat.telegram.holding import Holding
from bot.model import Incoming
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_LOOK = 10.0  # seconds between two looks for what was left behind


class Intake:
    """`holding` as in `Gathering`."""

    def __init__(
        self,
        *,
        read: Read,
        aside: Aside,
        receive: Receive,
        clock: Clock,
        quiet: float,
        holding: Holding | None = None,
    ) -> None:
        self._read = read
        self._aside = aside
        self._receive = receive
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._gathering = Gathering(read=read, handle=self._handle, clock=clock, quiet=quiet, holding=holding)

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
        known = await self._gathering.known(incoming, update)
        bundle = self._gathering.bundle(incoming) if known is None else None
        if bundle is not None:
            await self._gathering.stored(bundle, incoming, update)
            return
        for other in self._gathering.sent_by(incoming):
            await asyncio.wait({other.done})
        await self._handle(known or incoming)

    async def resume(self) -> None:
        """Look again and again, until cancelled, for what was acknowledged and never handled."""
        while True:
            try:
                for update in await self._gathering.left():
                    await self.take(update)
            except Exception:
                log.exception("what was left behind is not taken in yet")
            await self._clock.sleep(_LOOK)

    async def close(self) -> None:
        await self._gathering.close()

    async def _handle(self, incoming: Incoming) -> None:
        """After what was said in this chat before."""
        async with self._turns.setdefault(incoming.chat.id, asyncio.Lock()):
            await self._receive(incoming)
