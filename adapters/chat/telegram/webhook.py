"""The webhook: only Telegram is let in, and it hears "ok" only after the core has stored what an update asks for."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_BODY_BYTES = 1 << 20


class Door:
    """`take` is None while nobody listens: Telegram then keeps the update and comes again."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.take: Callable[[object], Awaitable[None]] | None = None

    async def handle(self, request: web.Request) -> web.Response:
        """200 stored, 400 unreadable, 401 not from Telegram, 413 too large, 500 not stored, 503 not listening."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            log.warning("webhook refused: wrong secret", extra={"path": request.path})
            return web.Response(status=401)
        if (request.content_length or 0) > _BODY_BYTES:
            return web.Response(status=413)
        try:
            update = orjson.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except orjson.JSONDecodeError:
            return web.Response(status=400)
        if self.take is None:
            return web.Response(status=503)
        try:
            await self.take(update)
        except Exception:
            log.exception("update not stored, Telegram will bring it again")
            return web.Response(status=500)
        return web.Response()
