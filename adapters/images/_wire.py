"""The one place that speaks HTTP: bytes out, bytes in, under one bound on time and one on size. Redirects are not followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from functools import lru_cache

import aiohttp
from aiohttp.abc import AbstractResolver

from adapters.images._body import read
from adapters.images._calls import Answer
from adapters.images._trust import trust
from adapters.images._turns import Turns
from bot.errors import OutcomeUnknown, Overloaded, ProviderError

MEGABYTE = 1_048_576
AHEAD = 131_072  # bytes of an answer that come before its turn; then its sender is held up
PIECE = 262_144  # bytes written at once: a large body in one piece would hold up everybody else
CONNECT = 10.0  # seconds to a connection, a place in the pool included


class NoAddress(Exception):
    """What was given as a URL is none."""


_NO_ADDRESS = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)  # their own words would show it, and a secret in it
# aiohttp says by these classes that no byte of the request has left; every other fault may have been after sending
_BEFORE_SENDING = (
    NoAddress,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    *_NO_ADDRESS,
)
_FAULTS = (NoAddress, aiohttp.ClientError, OSError)


class Wire:
    """A connection pool for one provider. `resolver` decides which addresses may be connected to (default: any).

    No cookies, no redirects, no proxies or passwords from the environment.
    """

    def __init__(self, *, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
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
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(
                    method, url, headers, content, connect=min(CONNECT, seconds), megabytes=megabytes
                )
        except _FAULTS as fault:
            raise _named(fault, seconds) from fault

    async def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        *,
        connect: float,
        megabytes: float,
    ) -> Answer:
        if not url.isprintable():
            raise NoAddress("characters that no address has")
        async with self._open().request(
            method,
            url,
            headers={**_PLAIN, **headers, **_length(content)},
            data=_pieces(content) if content and len(content) > PIECE else content or None,
            timeout=_patience(connect),
            allow_redirects=False,
        ) as response:
            heads = _headers(response)
            placed = await self._turns.take()
            try:
                return Answer(response.status, heads, await read(response, heads, int(megabytes * MEGABYTE)), url)
            finally:
                if placed:
                    self._turns.give()

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


_PLAIN = {"accept-encoding": "identity", "user-agent": "bananabot"}


def _length(content: bytes | None) -> dict[str, str]:
    return {"content-length": str(len(content))} if content else {}


async def _pieces(content: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


@lru_cache(maxsize=8)
def _patience(connect: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(connect=connect, sock_connect=connect)


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Lower-case names, and no text that could not be written down again, whatever bytes came."""
    return {name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in response.raw_headers}


def _named(fault: Exception, seconds: float) -> ProviderError:
    if isinstance(fault, _BEFORE_SENDING):
        return Overloaded(f"not reached: {'no address' if isinstance(fault, _NO_ADDRESS) else fault}")
    if isinstance(fault, TimeoutError):
        return OutcomeUnknown(f"no whole answer within {seconds:.1f} s")
    return OutcomeUnknown(f"the answer was lost: {type(fault).__name__} {fault}".strip())
