"""Webhooks wake a waiting poll instead of replacing it: a lost or forged call costs one early question, nothing more."""

from __future__ import annotations

import asyncio

from bot.ports import Clock


class Wakes:
    """Who waits for which provider job in this process."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    async def pause(self, handle: str, seconds: float, clock: Clock) -> None:
        """Sleep, or less when somebody calls `wake` for this handle."""
        event = self._waiting.setdefault(handle, asyncio.Event())
        naps = [asyncio.ensure_future(clock.sleep(seconds)), asyncio.ensure_future(event.wait())]
        try:
            await asyncio.wait(naps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiting.pop(handle, None)
            for nap in naps:
                nap.cancel()

    def wake(self, handle: str) -> bool:
        """Whether anybody was waiting for a job whose handle holds this (a provider's callback knows only its own id)."""
        found = [event for waiting, event in self._waiting.items() if handle and handle in waiting]
        for event in found:
            event.set()
        return bool(found)
