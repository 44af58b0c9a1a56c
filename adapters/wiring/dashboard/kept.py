"""A value that is gathered anew only when it is old, however many look."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.ports import Clock

T = TypeVar("T")


class Kept(Generic[T]):
    """`seconds` is how old a value may be."""

    def __init__(self, gather: Callable[[], Awaitable[T]], seconds: float, clock: Clock) -> None:
        self._gather = gather
        self._seconds = seconds
        self._clock = clock
        self._value: T | None = None
        self._until = 0.0
        self._turn = asyncio.Lock()

    async def __call__(self) -> T:
        async with self._turn:
            value = self._value
            if value is None or self._clock.monotonic() >= self._until:
                value = self._value = await self._gather()
                self._until = self._clock.monotonic() + self._seconds
            return value
