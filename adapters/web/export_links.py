"""Everything about a person by signed link, for a while: `GET /mydata/<signed>` is a ZIP, made when it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from tempfile import TemporaryFile
from typing import IO
from weakref import WeakValueDictionary

from aiohttp import web

from adapters.web.link_page import MissingWords, missing
from adapters.web.signing import Signer
from bot.answers.exports import Exports, file_name
from bot.ports import Clock

Words = Callable[[web.Request], MissingWords]

_AT_ONCE = 2  # being made: more people than that wait
_CHUNK = 256 << 10


class ExportLinks:
    """`base` is the public address. Making and fetching may take `seconds` each; who reads nothing for `stalled` is cut off."""

    def __init__(self, secret: bytes, *, base: str, seconds: float = 1_800.0, stalled: float = 60.0) -> None:
        self._signer = Signer(secret, "export")
        self._base = base
        self._seconds = seconds
        self._stalled = stalled
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._turns = WeakValueDictionary[int, asyncio.Lock]()

    def address(self, ticket: str, until: int) -> str:
        return f"{self._base}/mydata/{self._signer.sign(ticket, until)}"

    def handler(
        self, exports: Exports, clock: Clock, words: Words
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """404 for what we never signed, 410 for what is over. The same link may be fetched again: looking spends nothing."""

        async def handle(request: web.Request) -> web.StreamResponse:
            now = clock.now()
            found = self._signer.read(request.match_info["signed"], now.timestamp())
            ticket, over = found or ("", True)
            person = None if over else await exports.holder(ticket, now)
            headers = _headers(file_name(now))
            if person is not None and request.method == "HEAD":
                return web.Response(headers=headers)
            sent = None if person is None else await self._fetched(request, exports, person, headers)
            if sent is not None:
                return sent
            page = "text/html" in request.headers.get("Accept", "")
            return missing(words(request), known=found is not None, page=page)

        return handle

    async def _fetched(
        self, request: web.Request, exports: Exports, person: int, headers: dict[str, str]
    ) -> web.StreamResponse | None:
        """One at a time for each person: the file is as large as all of their pictures.

        It has no name, so it is gone when it is closed, whatever happens to us.
        """
        async with self._turns.setdefault(person, asyncio.Lock()):
            with await asyncio.to_thread(_nameless) as file:
                async with self._room, asyncio.timeout(self._seconds):
                    if await exports.pack(person, file) is None:
                        return None
                return await self._sent(request, file, web.StreamResponse(headers=headers))

    async def _sent(self, request: web.Request, file: IO[bytes], response: web.StreamResponse) -> web.StreamResponse:
        """A download that breaks off is cut off: nobody takes half a ZIP for a whole one."""
        response.content_length = file.tell()
        file.seek(0)
        try:
            async with asyncio.timeout(self._seconds):
                await response.prepare(request)
                while chunk := await asyncio.to_thread(file.read, _CHUNK):
                    async with asyncio.timeout(self._stalled):
                        await response.write(chunk)
                await response.write_eof()
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()
        return response


def _nameless() -> IO[bytes]:
    return TemporaryFile()


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
