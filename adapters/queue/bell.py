"""A doorbell inside one process."""

from __future__ import annotations

import asyncio


class Bell:
    """Implements `bot.ports.Doorbell`. Many rings before somebody looks are one ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self) -> None:
        """Return at once when it rang since the last wait, else when it rings."""
        await self._rung.wait()
        self._rung.clear()
