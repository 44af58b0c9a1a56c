"""Calls on their way to a thread."""

from __future__ import annotations

import asyncio

from storage.calls import Calls, Outcome, answer


async def test_those_who_come_while_a_few_wait_go_with_them_and_a_crowd_waits_for_nobody() -> None:
    loop, waiting, slept = asyncio.get_running_loop(), list[asyncio.Task[None]](), list[float]()

    async def come(count: int) -> None:
        waiting.extend(asyncio.create_task(calls.run(lambda _: None)) for _ in range(count))
        await asyncio.sleep(0)

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        asyncio.run_coroutine_threadsafe(come(4), loop).result()

    calls = Calls(sleep=sleep)
    await come(1)
    few, more = await asyncio.to_thread(calls.take, 128, few=1, pause=0.1)
    assert (len(few), more, slept) == (5, True, [0.1])
    await come(3)
    crowd, more = await asyncio.to_thread(calls.take, 2, few=1, pause=0.1)
    assert (len(crowd), more, slept) == (2, True, [0.1])
    calls.close()
    last, more = await asyncio.to_thread(calls.take, 128, few=1, pause=0.1)
    assert (len(last), more, slept) == (1, False, [0.1])
    answer([Outcome(call, result=None) for call in (*few, *crowd, *last)])
    await asyncio.gather(*waiting)
