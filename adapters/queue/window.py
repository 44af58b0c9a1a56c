"""How many of those who can wait may begin now: ten in two seconds, beside others, and nobody while others stand in line."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from bot.ports import Clock

_SIZE = 10
WINDOW_SECONDS = 2.0


def _never() -> bool:
    """Default of `crowded`."""
    return False


class Window:
    """For lines of batches, the slow lane, what is drawn ahead. `most` at once; `crowded`: providers take no more now."""

    def __init__(
        self, clock: Clock, most: int, crowded: Callable[[], bool] = _never, seconds: float = WINDOW_SECONDS
    ) -> None:
        self._clock = clock
        self._most = max(1, most)
        self._crowded = crowded
        self._seconds = seconds
        self._begun: deque[float] = deque()
        self._inside: set[int] = set()
        self._opening: asyncio.Task[None] | None = None

    def room(self) -> int:
        """How many may begin now."""
        now = self._clock.monotonic()
        while self._begun and self._begun[0] <= now - self._seconds:
            self._begun.popleft()
        return 0 if self._crowded() else max(0, min(_SIZE - len(self._begun), self._most - len(self._inside)))

    def enter(self, number: int) -> None:
        """One begins."""
        self._begun.append(self._clock.monotonic())
        self._inside.add(number)

    def leave(self, number: int) -> None:
        """It has ended; whoever never entered may leave too."""
        self._inside.discard(number)

    def when_open(self, ring: Callable[[], object]) -> None:
        """Ring once, when the ten who have just begun are no hindrance any more; if they are one."""
        if len(self._begun) >= _SIZE and self._opening is None:
            self._opening = asyncio.create_task(self._ring(ring))

    async def opened(self) -> None:
        """Wait until the ten are no hindrance."""
        if len(self._begun) >= _SIZE:
            await self._clock.sleep(max(0.0, self._begun[0] + self._seconds - self._clock.monotonic()))

    async def close(self) -> None:
        """Nobody is rung for any more."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)

    async def _ring(self, ring: Callable[[], object]) -> None:
        await self.opened()
        self._opening = None
        ring()
