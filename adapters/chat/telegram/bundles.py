"""Messages that belong together: the pictures of an album, and a long text that the app cut into several messages."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from adapters.chat.telegram import inbound
from adapters.chat.telegram.limits import ALBUM, TEXT, units
from adapters.chat.telegram.parts import changed, merged
from bot.model import ChatKind, Incoming
from bot.ports import Clock

_CUT = TEXT - 200  # apps cut long texts at a blank near the limit
MOST = 15.0  # seconds a bundle may stay open, however much keeps coming
_ALBUM = 2  # as long is waited for the next picture as for the next words
_ALONE = 5.0  # seconds in which an album's second picture may come: there is one


def opens(incoming: Incoming) -> bool:
    """Whether more may belong to this message."""
    return inbound.album(incoming) or _long(incoming)


def _long(incoming: Incoming) -> bool:
    plain = not incoming.attachments and not incoming.edited and incoming.press is None
    return plain and units(incoming.text) >= _CUT


class Bundle:
    """Open until nothing was added for `quiet` seconds. `done` is the end of handling all of it.

    `kept`: parts of it were acknowledged already, and lie where a crash does not reach them.
    """

    def __init__(self, first: Incoming, clock: Clock, quiet: float) -> None:
        self.parts: Sequence[Incoming] = (first,)
        self.kept = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._clock = clock
        self._began = clock.monotonic()
        self._quiet = quiet * (_ALBUM if inbound.album(first) else 1)
        self._coming = 0

    @property
    def first(self) -> Incoming:
        return self.parts[0]

    def join(self, incoming: Incoming) -> bool:
        """Take one more message, or one of them again, edited perhaps. False: it does not belong here."""
        known = changed(self.parts, incoming)
        if known is None and not self._continued(incoming):
            return False
        self.parts = known or [*self.parts, incoming]
        return True

    def merged(self) -> Incoming:
        return merged(self.parts)

    @contextmanager
    def keeping(self) -> Generator[None]:
        """It does not end while one of its messages is being kept."""
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    @contextmanager
    def telling(self) -> Generator[None]:
        """Those whose message went along hear how it ended."""
        try:
            yield
        except BaseException as error:
            self.done.set_exception(error if isinstance(error, Exception) else ConnectionAbortedError())
            self.done.exception()  # nobody may have gone along
            if not isinstance(error, Exception):
                raise
        else:
            self.done.set_result(None)

    async def whole(self) -> None:
        """Wait for the rest."""
        count = 0
        while self._coming or (count < len(self.parts) < ALBUM and self._age < MOST):
            count = len(self.parts)
            await self._clock.sleep(self._quiet)

    @property
    def lacking(self) -> bool:
        """Half of an album may have gone astray; that is waited for. In groups not all of one may be for our ears."""
        alone = inbound.album(self.first) and len(self.parts) == 1
        return alone and self.first.chat.kind is ChatKind.PRIVATE and self._age < _ALONE

    @property
    def _age(self) -> float:
        return self._clock.monotonic() - self._began

    def _continued(self, incoming: Incoming) -> bool:
        last = self.parts[-1]
        if inbound.album(self.first):
            return incoming.event == self.first.event
        continues = not incoming.attachments and not incoming.text.startswith("/") and incoming.press is None
        return continues and incoming.sender == self.first.sender and not incoming.edited and _long(last)
