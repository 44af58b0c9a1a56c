"""The one place that speaks HTTP: bytes out, bytes in, under one bound on time and one on size. Redirects are not followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from functools import lru_cache

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver

from adapters.images._body import read
from adapters.images._calls import Answer
from adapters.images._carrier import Carrier, arriving
from adapters.images._turns import Turns
from bot.errors import OutcomeUnknown, Overloaded, ProviderError

MEGABYTE = 1_048_576
PIECE = 262_144  # bytes written at once: a large body in one piece would hold up everybody else
CONNECT = 10.0  # seconds to a connection, a place in the pool included

# the words of these may show a secret that is in the address
_NO_ADDRESS = (httpx.InvalidURL, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
# aiohttp says by these classes that no byte of the request has left; every other fault may have been after sending
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, *_NO_ADDRESS)
_FAULTS = (httpx.InvalidURL, aiohttp.ClientError, OSError)


class Wire:
    """A connection pool for one provider. `resolver` decides which addresses may be connected to (default: any).

    The transport is asked directly: httpx's client around it would add cookies, redirects and what the environment says.
    """

    def __init__(self, *, resolver: AbstractResolver | None = None) -> None:
        self._carrier = Carrier(resolver)
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
        request = httpx.Request(
            method,
            _parsed(url),
            headers={**_PLAIN, **headers, **_length(content)},
            content=_pieces(content) if content and len(content) > PIECE else content,
            extensions={"timeout": {"connect": connect}},
        )
        response = await self._carrier.handle_async_request(request)
        placed = False
        try:
            heads = _headers(response)
            placed = await self._turns.take()
            body = await read(arriving(response), heads, int(megabytes * MEGABYTE))
            return Answer(response.status_code, heads, body, url)
        finally:
            if placed:
                self._turns.give()
            await response.aclose()

    async def aclose(self) -> None:
        await self._carrier.aclose()


_PLAIN = {"accept-encoding": "identity", "user-agent": "bananabot"}


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


def _named(fault: Exception, seconds: float) -> ProviderError:
    if isinstance(fault, _BEFORE_SENDING):
        return Overloaded(f"not reached: {'no address' if isinstance(fault, _NO_ADDRESS) else fault}")
    if isinstance(fault, TimeoutError):
        return OutcomeUnknown(f"no whole answer within {seconds:.1f} s")
    return OutcomeUnknown(f"the answer was lost: {type(fault).__name__} {fault}".strip())
