from __future__ import annotations

import asyncio

from adapters.chat.wechat.moment import came


async def test_whether_the_event_came() -> None:
    event = asyncio.Event()
    assert not await came(event, 0.01)
    assert not await came(event, -1.0)
    event.set()
    assert await came(event, 0.01)


async def test_a_cancellation_that_comes_with_the_event_is_not_lost() -> None:
    event = asyncio.Event()

    async def for_ever() -> None:
        while True:
            await came(event, 60)
            event.clear()

    task = asyncio.create_task(for_ever())
    await asyncio.sleep(0)
    event.set()
    task.cancel()
    await asyncio.wait({task}, timeout=60)
    assert task.cancelled()
