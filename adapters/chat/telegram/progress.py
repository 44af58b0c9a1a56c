"""News about work under way, in the waiting message: not at once, the newest alone, and never after the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from adapters.chat.telegram.pace import Pace
from bot.errors import DeliveryError
from bot.model import Address
from bot.ports import Answer, Clock

log = logging.getLogger(__name__)

_SECONDS = 1.0  # what is over sooner needs no news; and a chat is to be written to once a second
_Key = tuple[str, str]


class Progress:
    def __init__(self, change: Callable[[Address, str, Answer], Awaitable[None]], pace: Pace, clock: Clock) -> None:
        self._change = change
        self._pace = pace
        self._clock = clock
        self._newest: dict[_Key, tuple[Address, Answer]] = {}
        self._tasks: dict[_Key, asyncio.Task[None]] = {}

    def show(self, to: Address, message: str, answer: Answer) -> None:
        """Soon, unless something newer or the end comes first, or the chat has no room to spare."""
        key = (to.chat, message)
        self._newest[key] = (to, answer)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._later(key))

    async def end(self, to: Address, message: str) -> None:
        """No news about this message from here on; what is just being sent is waited for."""
        key = (to.chat, message)
        task = self._tasks.get(key)
        if task is None:
            return
        if self._newest.pop(key, None) is not None:
            task.cancel()
        await asyncio.wait({task})

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _later(self, key: _Key) -> None:
        try:
            while key in self._newest:
                await self._clock.sleep(_SECONDS)
                to, answer = self._newest.pop(key)
                if self._pace.roomy(to):
                    await self._change(to, key[1], answer)
        except DeliveryError as error:
            log.info("news not shown", extra={"error": str(error)})
        finally:
            self._tasks.pop(key, None)
            self._newest.pop(key, None)
