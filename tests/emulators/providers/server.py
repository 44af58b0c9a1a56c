"""A provider to be talked to over real HTTP: keeps what it was asked, and plays any answer or accident that a test puts on."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import orjson
from aiohttp import BodyPartReader, MultipartReader, StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from multidict import CIMultiDict

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: CIMultiDict[str]
    body: bytes = field(repr=False)

    def json(self) -> object:
        return orjson.loads(self.body)


class Emulator:
    """Subclasses add their routes in `routes` and answer like the real service; `plays` come before that, one a request.

    `plays` are for requests that draw (`drawing` says which); `polls` for the questions about a job.
    """

    key = "test-key-0123456789"
    base_path = ""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.plays: deque[Handler] = deque()
        self.polls: deque[Handler] = deque()
        self._runner: web.AppRunner | None = None
        self.origin = ""

    # ── for subclasses ──

    def routes(self, router: web.UrlDispatcher) -> None:
        raise LookupError("an emulator without routes")

    def drawing(self, request: web.Request) -> bool:
        return request.method == "POST"

    def polling(self, request: web.Request) -> bool:
        return request.method == "GET"

    def trouble(self, status: int, message: str) -> web.Response:
        """This service's own error body."""
        return web.json_response({"error": {"message": message}}, status=status)

    # ── life ──

    @property
    def base_url(self) -> str:
        return self.origin + self.base_path

    @property
    def drawings(self) -> list[Seen]:
        """The requests that handed in work."""
        return [one for one in self.seen if one.method == "POST"]

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._first], client_max_size=256 * 2**20)
        self.routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @web.middleware
    async def _first(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = await request.read()
        self.seen.append(Seen(request.method, request.path, request.query, CIMultiDict(request.headers), body))
        plays = self.plays if self.drawing(request) else self.polls if self.polling(request) else None
        if plays:
            return await plays.popleft()(request)
        try:
            return await handler(request)
        except web.HTTPException as error:
            return self.trouble(error.status, f"{error.status}: {error.reason}")


@dataclass(frozen=True, slots=True)
class FormPart:
    name: str
    value: bytes = field(repr=False)
    filename: str = ""
    media_type: str = ""


async def form(request: web.Request) -> list[FormPart]:
    """The parts of a multipart body, in order. Raises `ValueError` for any other body."""
    return await _parts(request.headers, await request.read())


async def form_of(seen: Seen) -> list[FormPart]:
    """The same of a request that has been answered."""
    return await _parts(seen.headers, seen.body)


async def _parts(headers: Mapping[str, str], body: bytes) -> list[FormPart]:
    if not headers.get("content-type", "").startswith("multipart/form-data"):
        raise ValueError("content-type: must be multipart/form-data")
    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), 2**28, loop=loop)
    stream.feed_data(body)
    stream.feed_eof()
    parts: list[FormPart] = []
    async for part in MultipartReader(headers, stream):
        assert isinstance(part, BodyPartReader)
        kind = part.headers.get("content-type", "")
        parts.append(FormPart(part.name or "", bytes(await part.read()), part.filename or "", kind))
    return parts


# ── what can be put on ──


def says(status: int, body: object, **headers: str) -> Handler:
    """An answer: JSON, or text as it is when `body` is a string or bytes. `retry_after=3` makes a `Retry-After` header."""

    async def play(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, str | bytes):
            content = body.encode() if isinstance(body, str) else body
            return web.Response(status=status, body=content, headers={"content-type": "text/html", **named})
        return web.Response(
            status=status, body=orjson.dumps(body), headers={"content-type": "application/json", **named}
        )

    return play


def cut(after: bytes = b"") -> Handler:
    """The connection is lost: at once, or after some raw bytes of an answer."""

    async def play(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        if after:
            transport.write(after)
        transport.close()
        return web.Response()

    return play


def wrong_length(body: bytes) -> Handler:
    """Promises more bytes than come."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body) + 99}\r\n\r\n"
    return cut(head.encode() + body)


def chunked_garbage() -> Handler:
    """Says chunked, and is not."""
    return cut(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n")


def drip(body: bytes, every: float = 0.02) -> Handler:
    """A byte now and then, for longer than anybody waits."""

    async def play(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json", "content-length": str(len(body))})
        await response.prepare(request)
        for byte in body:
            await response.write(bytes([byte]))
            await asyncio.sleep(every)
        return response

    return play


def silence() -> Handler:
    """Listens, and says nothing."""

    async def play(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    return play
