"""httpx's requests carried by aiohttp's connections: half the CPU of httpx's own pool, which collapses with many calls.

A transport of our own rather than the packaged one, because a fault stays aiohttp's, which tells whether anything was
sent, and because a body is read in one step, not in eighty (measured: a fifth of what a picture costs).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import lru_cache

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from yarl import URL

from adapters.images._trust import trust

AHEAD = 131_072  # bytes of an answer that come before anybody reads; then its sender is held up


class _Arriving(httpx.AsyncByteStream):
    """A body on its way."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        async for chunk in self.answer.content.iter_any():
            yield chunk

    async def aclose(self) -> None:
        self.answer.release()
        await self.answer.wait_for_close()


class Carrier(httpx.AsyncBaseTransport):
    """No cookies, no redirects, no proxies or passwords from the environment. Raises aiohttp's errors."""

    def __init__(self, resolver: AbstractResolver | None) -> None:
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        # `extensions["timeout"]`: seconds to a connection, as httpx spells it; the whole exchange is bounded outside
        answer = await self._open().request(
            request.method,
            _address(request.url),
            headers=request.headers,
            data=(request.content or None) if isinstance(request.stream, httpx.ByteStream) else request.stream,
            timeout=_patience(request.extensions["timeout"]["connect"]),
            allow_redirects=False,
        )
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Arriving(answer), request=request)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # how many calls may run at once is decided by the router; a second queue in here would hide it
            connector = aiohttp.TCPConnector(
                ssl=trust(),
                limit=0,
                keepalive_timeout=10.0,
                resolver=self._resolver,
                use_dns_cache=self._resolver is None,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                read_bufsize=AHEAD,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(),
            )
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def arriving(response: httpx.Response) -> aiohttp.ClientResponse:
    """Whom to read the body of a carried response from."""
    assert isinstance(response.stream, _Arriving)
    return response.stream.answer


@lru_cache(maxsize=64)
def _address(url: httpx.URL) -> URL:
    """As httpx has written it: a signed address must not be quoted anew."""
    return URL(str(url), encoded=True)


@lru_cache(maxsize=8)
def _patience(connect: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(connect=connect, sock_connect=connect)
