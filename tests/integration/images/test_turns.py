"""Hundreds of answers come at once: they are read a few at a time, and slow ones do not hold up the others for long."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from adapters.images._turns import AT_ONCE
from adapters.images._wire import Wire

BODY = b"x" * 1_000_000


async def test_who_has_waited_long_enough_is_read_out_of_turn() -> None:
    over = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "2"})
        await response.prepare(request)
        await response.write(b"a")
        await over.wait()
        await response.write(b"b")
        return response

    async def quick(_: web.Request) -> web.StreamResponse:
        return web.Response(body=BODY)

    app = web.Application()
    app.router.add_get("/slow", slow)
    app.router.add_get("/quick", quick)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire, url = Wire(), f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        began = time.monotonic()
        held = [asyncio.ensure_future(wire.send("GET", f"{url}/slow", headers={}, seconds=60)) for _ in range(AT_ONCE)]
        quick_ones = [wire.send("GET", f"{url}/quick", headers={}, seconds=60) for _ in range(2 * AT_ONCE)]
        answers = await asyncio.gather(*quick_ones)
        assert all(answer.body == BODY for answer in answers)
        assert not any(one.done() for one in held)
        assert time.monotonic() - began < 30.0
        over.set()
        assert [answer.body for answer in await asyncio.gather(*held)] == [b"ab"] * AT_ONCE
    finally:
        await wire.aclose()
        await runner.cleanup()
