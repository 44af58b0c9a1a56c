"""Server-sent events: one message after another, and a sign of life in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import orjson
from aiohttp import web

from adapters.chat.web.timeline import Message

_BEAT = 20.0


async def stream(request: web.Request, messages: AsyncGenerator[Message]) -> web.StreamResponse:
    """Until the page goes away or `messages` end."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    coming = asyncio.ensure_future(anext(messages, None))
    try:
        await response.write(b"event: begin\ndata: {}\n\n")
        while True:
            await asyncio.wait([coming], timeout=_BEAT)
            if not coming.done():
                await response.write(b": still here\n\n")
                continue
            message = coming.result()
            if message is None:
                return response
            await response.write(b"data: " + orjson.dumps(message) + b"\n\n")
            coming = asyncio.ensure_future(anext(messages, None))
    except ConnectionError:  # the page was closed
        return response
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await messages.aclose()
