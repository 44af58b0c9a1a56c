"""Messages that belong together: the pictures of an album, and a long text that the app cut into several messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from adapters.chat.telegram import inbound
from adapters.chat.telegram.limits import TEXT, units
from adapters.chat.telegram.parts import changed, merged
from bot.model import Incoming
from bot.ports import Clock

_CUT = TEXT - 200  # apps cut long texts at a blank near the limit
_MOST = 5.0  # seconds a bundle may stay open, however much keeps coming


def opens(incoming: Incoming) -> bool:
    """Whether more may belong to this message."""
    return inbound.album(incoming) or _long(incoming)


def _long(incoming: Incoming) -> bool:
    plain = not incoming.attachments and not incoming.edited and incoming.press is None
    return plain and units(incoming.text) >= _CUT


class Bundle:
    """Open until nothing was added for `quiet` seconds. `done` is the end of handling all of it."""

    def __init__(self, first: Incoming, clock: Clock, quiet: float) -> None:
        self._parts: Sequence[Incoming] = (first,)
        self._clock = clock
        self._quiet = quiet
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def join(self, incoming: Incoming) -> bool:
        """Take one more message, or one of them again, edited perhaps. False: it does not belong here."""
        known = changed(self._parts, incoming)
        if known is None and not self._continued(incoming):
            return False
        self._parts = known or [*self._parts, incoming]
        return True

    @property
    def parts(self) -> Sequence[Incoming]:
        return self._parts

    @asynccontextmanager
    async def telling(self) -> AsyncGenerator[None]:
        """Those whose message went along hear how it ended."""
        try:
            yield
        except BaseException as error:
            self.done.set_exception(error if isinstance(error, Exception) else ConnectionAbortedError())
            self.done.exception()  # nobody may have gone along
            raise
        self.done.set_result(None)

    async def whole(self) -> Incoming:
        """Wait for the rest; the first message with everything of the others."""
        until = self._clock.monotonic() + _MOST
        count = 0
        while count < len(self._parts) and self._clock.monotonic() < until:
            count = len(self._parts)
            await self._clock.sleep(self._quiet)
        return merged(self._parts)

    def _continued(self, incoming: Incoming) -> bool:
        first, last = self._parts[0], self._parts[-1]
        if inbound.album(first):
            return incoming.event == first.event
        continues = not incoming.attachments and not incoming.text.startswith("/") and incoming.press is None
        return continues and incoming.sender == first.sender and not incoming.edited and _long(last)
