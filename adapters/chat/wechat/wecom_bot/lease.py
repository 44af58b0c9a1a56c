"""Who holds the robot's one connection: a second one would throw the first out."""

from __future__ import annotations

import secrets

from bot.ports import Clock, PlatformMemory

SECONDS = 45.0


class Lease:
    def __init__(self, key: str, memory: PlatformMemory, clock: Clock, seconds: float = SECONDS) -> None:
        self._key = key
        self._memory = memory
        self._clock = clock
        self.seconds = seconds
        self._mine = secrets.token_hex(8)

    async def taken(self) -> bool:
        """Whether it is ours now, for the next `seconds`."""
        now = self._clock.now()
        if await self._memory.swap(self._key, self._mine, self._mine, now, self.seconds):
            return True
        return await self._memory.swap(self._key, None, self._mine, now, self.seconds)

    async def release(self) -> None:
        await self._memory.swap(self._key, self._mine, None, self._clock.now(), 1.0)
