"""The doorbell: heard in this process, and where several share the database, in all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bell:
    """Implements `bot.ports.Doorbell` inside one process. Many rings before somebody looks are one ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self) -> None:
        """Return at once when it rang since the last wait, else when it rings."""
        await self._rung.wait()
        self._rung.clear()


class TownBell:
    """Implements `bot.ports.Doorbell`: rings here, and `send` carries it to the other processes."""

    def __init__(self, here: Bell, send: Callable[[], None]) -> None:
        self._here = here
        self._send = send

    def ring(self) -> None:
        self._here.ring()
        self._send()
