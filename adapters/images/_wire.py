"""The one place that speaks HTTP: bytes out, bytes in, under one bound on time and one on size. Redirects are not followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream

from adapters.images._calls import Answer
from adapters.images._packed import unpacker
from adapters.images._trust import trust
from adapters.images._turns import Turns
from bot.errors import NoPicture, OutcomeUnknown, Overloaded

MEGABYTE = 1_048_576
CHUNK = 2 * MEGABYTE  # read at once: a picture in one step or two; the transport's own 16 kB make it eighty
AHEAD = 131_072  # bytes of an answer that come before its turn; then its sender is held up
PIECE = 262_144  # bytes written at once: a large body in one piece would hold up everybody else
CONNECT = 10.0  # seconds to a connection, a place in the pool included

# aiohttp says by these classes that no byte of the request has left; every other fault may have been after sending
_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_FAULTS = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError)


class Wire:
    """A connection pool for one provider. `resolver` decides which addresses may be connected to (default: any).

    httpx is the API, aiohttp carries it (measured: half the CPU of httpx's own pool, which collapses with many calls). The
    transport is asked directly: no cookies, no redirects, no proxies or passwords from the environment.
    """

    def __init__(self, *, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver
        self._transport: AiohttpTransport | None = None
        self._turns = Turns()

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes | None = None,
        seconds: float,
        megabytes: float = 48,
    ) -> Answer:
        """One exchange of at most `seconds`, the answer's body at most `megabytes`.

        Raises `Overloaded` when nothing was sent (refused, no such host, no connection in time), `OutcomeUnknown` when
        the answer was lost afterwards, `NoPicture` when it is larger than allowed. Any status is an answer.
        """
        with _naming_faults(seconds):
            async with asyncio.timeout(seconds), self._exchange(method, url, headers, content, seconds) as response:
                heads = _headers(response)
                async with self._turns.mine():
                    body = await _body(response, heads.get("content-encoding", ""), int(megabytes * MEGABYTE))
                return Answer(response.status_code, heads, body, url)

    @asynccontextmanager
    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, seconds: float
    ) -> AsyncGenerator[httpx.Response]:
        connect = min(CONNECT, seconds)
        request = httpx.Request(
            method,
            _parsed(url),
            headers={"accept-encoding": "identity", "user-agent": "bananabot", **headers, **_length(content)},
            content=_pieces(content) if content and len(content) > PIECE else content,
            extensions={"timeout": {"connect": connect, "pool": connect}},
        )
        response = await self._open().handle_async_request(request)
        try:
            yield response
        finally:
            await response.aclose()

    def _open(self) -> AiohttpTransport:
        if self._transport is None:
            self._transport = AiohttpTransport(verify=trust(), client=self._session)
        return self._transport

    def _session(self) -> aiohttp.ClientSession:
        # how many calls may run at once is decided by the router; a second queue in here would hide it
        connector = aiohttp.TCPConnector(
            ssl=trust(), limit=0, keepalive_timeout=10.0, resolver=self._resolver, use_dns_cache=self._resolver is None
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            read_bufsize=AHEAD,
            timeout=aiohttp.ClientTimeout(),
        )

    async def aclose(self) -> None:
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None


def _length(content: bytes | None) -> dict[str, str]:
    return {"content-length": str(len(content))} if content else {}


async def _pieces(content: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


@lru_cache(maxsize=64)
def _parsed(url: str) -> httpx.URL:
    """Most calls go to the same few addresses."""
    return httpx.URL(url)


def _headers(response: httpx.Response) -> dict[str, str]:
    """Lower-case names, and no text that could not be written down again, whatever bytes came."""
    return {name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in response.headers.raw}


@contextmanager
def _naming_faults(seconds: float) -> Generator[None]:
    try:
        yield
    except _FAULTS as fault:
        # httpx-aiohttp calls a reset connection a connect time-out: only the cause underneath tells them apart
        cause = fault.__cause__ if isinstance(fault, httpx.HTTPError) and fault.__cause__ else fault
        if isinstance(cause, _BEFORE_SENDING) or isinstance(fault, httpx.InvalidURL):
            raise Overloaded(f"not reached: {cause}") from fault
        if isinstance(cause, TimeoutError):
            raise OutcomeUnknown(f"no whole answer within {seconds:.1f} s") from fault
        raise OutcomeUnknown(f"the answer was lost: {type(cause).__name__} {cause}".strip()) from fault


async def _body(response: httpx.Response, packed: str, cap: int) -> bytes:
    """All of it, joined once: a buffer that grows would copy a picture again and again."""
    unpack = unpacker(packed, cap)
    assert isinstance(response.stream, AiohttpResponseStream)
    response.stream.CHUNK_SIZE = CHUNK  # pyright: ignore[reportAttributeAccessIssue]  # typed as its default value
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.stream:
        chunks.append(unpack(chunk) if unpack else chunk)
        size += len(chunks[-1])
        if size > cap:
            raise NoPicture(f"an answer of more than {cap} bytes")
    return b"".join(chunks)
