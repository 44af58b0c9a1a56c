"""What runs beside the house for as long as it is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack

log = logging.getLogger(__name__)


async def keep(stack: AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Run it until the house closes."""
    task = asyncio.create_task(work)
    task.add_done_callback(_fallen)

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)


def _fallen(task: asyncio.Task[None]) -> None:
    """What should run as long as the house must not end unheard."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("a part of the house has fallen over; restart the service", exc_info=error)
