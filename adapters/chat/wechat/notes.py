"""JSON notes in the platforms' memory, changed by compare-and-set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from bot.errors import StoreBusy
from bot.ports import Clock, PlatformMemory

_TRIES = 50


class Notes:
    """What is remembered about one platform's people; `platform` begins every key."""

    def __init__(self, platform: str, memory: PlatformMemory, clock: Clock) -> None:
        self._platform = platform
        self._memory = memory
        self._clock = clock

    async def get(self, account: str, what: str) -> Any:
        """The note, or None."""
        note = await self._memory.get(self._key(account, what), self._clock.now())
        return None if note is None else orjson.loads(note)

    async def put(self, account: str, what: str, value: object, ttl: float) -> None:
        note = orjson.dumps(value).decode()
        await self._memory.put(self._key(account, what), note, self._clock.now(), ttl)

    async def change(self, account: str, what: str, change: Callable[[Any], object], ttl: float) -> None:
        """Replace the note by `change` of it (None: absent, before and after), whoever else changes it meanwhile."""
        key = self._key(account, what)
        for _ in range(_TRIES):
            now = self._clock.now()
            old = await self._memory.get(key, now)
            value = change(None if old is None else orjson.loads(old))
            new = None if value is None else orjson.dumps(value).decode()
            if new == old or await self._memory.swap(key, old, new, now, ttl):
                return
        raise StoreBusy(f"{what} changes too often")

    async def forget(self, account: str) -> None:
        """Everything about an account."""
        await self._memory.forget(f"{self._platform}/{account}/")

    def _key(self, account: str, what: str) -> str:
        return f"{self._platform}/{account}/{what}"
