"""The one place that speaks HTTP: bytes out, bytes in, under one bound on time and one on size. Redirects are not followed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import contextmanager
from functools import cache

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver

from adapters.images._calls import Answer
from adapters.images._packed import unpacker
from bot.errors import NoPicture, OutcomeUnknown, Overloaded

MEGABYTE = 1_048_576
CHUNK = 2 * MEGABYTE  # read at once: a picture in one step or two, and joined once
PIECE = 262_144  # bytes written at once: a large body in one piece would hold up everybody else
CONNECT = 10.0  # seconds to a connection, a place in the pool included

# aiohttp says by these classes that no byte of the request has left; every other fault may have been after sending
_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_FAULTS = (aiohttp.ClientError, OSError)


class Wire:
    """A connection pool for one provider. `resolver` decides which addresses may be connected to (default: any).

    aiohttp itself, without a second client around it (httpx over aiohttp took 0.2 ms more a call, httpx's own pool collapses
    with many calls): no cookies, no redirects, no proxies or passwords from the environment.
    """

    def __init__(self, *, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

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
        connect = min(CONNECT, seconds)
        with _naming_faults(seconds):
            async with (
                asyncio.timeout(seconds),
                self._open().request(
                    method,
                    url,
                    headers={"accept-encoding": "identity", "user-agent": "bananabot", **headers, **_length(content)},
                    data=_pieces(content) if content and len(content) > PIECE else content,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(connect=connect, sock_connect=connect),
                ) as response,
            ):
                body = await _body(response, int(megabytes * MEGABYTE))
                return Answer(response.status, _headers(response), body, url)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # how many calls may run at once is decided by the router; a second queue in here would hide it
            connector = aiohttp.TCPConnector(
                ssl=_trust(),
                limit=0,
                keepalive_timeout=10.0,
                resolver=self._resolver,
                use_dns_cache=self._resolver is None,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # it would make any number of bytes from a few
                timeout=aiohttp.ClientTimeout(),
            )
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _length(content: bytes | None) -> dict[str, str]:
    return {"content-length": str(len(content))} if content else {}


async def _pieces(content: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Lower-case names, and no text that could not be written down again, whatever bytes came."""
    return {name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in response.raw_headers}


@cache
def _trust() -> ssl.SSLContext:
    """The certificates to believe, the system's and the public ones. Reading them takes 40 ms and they never change: read once."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@contextmanager
def _naming_faults(seconds: float) -> Generator[None]:
    try:
        yield
    except _FAULTS as fault:
        if isinstance(fault, _BEFORE_SENDING):
            raise Overloaded(f"not reached: {fault}") from fault
        if isinstance(fault, TimeoutError):
            raise OutcomeUnknown(f"no whole answer within {seconds:.1f} s") from fault
        raise OutcomeUnknown(f"the answer was lost: {type(fault).__name__} {fault}".strip()) from fault


async def _body(response: aiohttp.ClientResponse, cap: int) -> bytes:
    """All of it, joined once: a buffer that grows would copy a picture again and again."""
    unpack = unpacker(response.headers.get("content-encoding", ""), cap)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_chunked(CHUNK):
        chunks.append(unpack(chunk) if unpack else chunk)
        size += len(chunks[-1])
        if size > cap:
            raise NoPicture(f"an answer of more than {cap} bytes")
    return b"".join(chunks)
