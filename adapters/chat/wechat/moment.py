"""Waiting: a moment for an event, or for the first of several tasks to end."""

from __future__ import annotations

import asyncio
import logging

log = logging.getLogger(__name__)


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


async def first_end(*tasks: asyncio.Task[None]) -> None:
    """Until one of them ends; its error is logged. A connection that cannot send, or that nobody holds, is no connection."""
    ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in ended:
        if (error := task.exception()) is not None:
            log.warning("given up", exc_info=error)
