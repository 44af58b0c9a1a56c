"""Whoever connects and never finishes saying what they want is let go: a thousand half-open calls keep no socket for long."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware
from aiohttp.web_protocol import RequestHandler

HEAD_SECONDS = 20.0
HALF_OPEN = 400  # well below the thousand files and sockets that many a system gives a process
HURRY = 5.0
KEEP_SECONDS = 75.0  # longer than a proxy in front keeps an idle connection, so that it never writes into a closed one


class Patience:
    """How long the head of a connection's first request may take. Between later ones the server's keep-alive counts.

    While `most` have not said it yet, whoever comes has `hurry` seconds: enough for anybody who means it, and sockets come free.
    """

    def __init__(self, seconds: float = HEAD_SECONDS, most: int = HALF_OPEN, hurry: float = HURRY) -> None:
        self._seconds = seconds
        self._most = most
        self._hurry = hurry
        self._waiting: dict[RequestHandler, asyncio.TimerHandle] = {}

    def connected(self, server: web.Server) -> RequestHandler:
        """A connection's protocol, as `loop.create_server` wants one for each."""
        connection = server()
        seconds = self._seconds if len(self._waiting) < self._most else min(self._hurry, self._seconds)
        timer = asyncio.get_running_loop().call_later(seconds, self._let_go, connection)
        self._waiting[connection] = timer
        return connection

    def hear(self) -> Middleware:
        """The outermost: a request that comes as far as this was understood."""

        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            if (timer := self._waiting.pop(request.protocol, None)) is not None:
                timer.cancel()
            return await handler(request)

        return middleware

    def _let_go(self, connection: RequestHandler) -> None:
        del self._waiting[connection]
        if connection.transport is not None:
            connection.transport.abort()


class Understood(logging.Filter):
    """What is no HTTP tells something about the caller alone: nothing to look at, and no traceback for whoever likes to send it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)
