"""`/healthz`: the process answers. `/readyz`: it can do its work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import orjson
from aiohttp import web

Check = Callable[[], Awaitable[None]]
"""Returns when all is well, raises what is not."""

_SECONDS = 5.0


async def healthz(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="ok\n")


def readyz(checks: Mapping[str, Check]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """200 or 503, with each check's result: `{"database": "ok", "queue": "StoreBusy"}`."""

    async def handle(_request: web.Request) -> web.StreamResponse:
        results = dict(zip(checks, await asyncio.gather(*(_result(check) for check in checks.values())), strict=True))
        ready = all(result == "ok" for result in results.values())
        return web.Response(
            status=200 if ready else 503, body=orjson.dumps(results) + b"\n", content_type="application/json"
        )

    return handle


async def _result(check: Check) -> str:
    try:
        async with asyncio.timeout(_SECONDS):
            await check()
    except Exception as error:  # noqa: BLE001  whatever it is, the answer is "not ready"; its class says enough
        return type(error).__name__
    return "ok"
