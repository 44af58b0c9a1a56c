"""Waiting a moment for an event."""

from __future__ import annotations

import asyncio


async def came(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is there within `seconds`.

    Not `asyncio.wait_for`: before Python 3.12 that swallows a cancellation which comes together with the event, and a loop
    around it then runs on while whoever cancelled it waits for its end, for ever.
    """
    try:
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()
    except TimeoutError:
        return False
    return True
