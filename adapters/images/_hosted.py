"""Downloads of pictures that a provider hosts: from where a picture may be, never with a key, never too much or too long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urljoin

from aiohttp import InvalidURL
from aiohttp.abc import AbstractResolver

from adapters.images._addresses import Judge, Refused, is_address, place, places, public
from adapters.images._wire import Wire
from bot.errors import NoPicture, OutcomeUnknown, Overloaded

REDIRECTS = 3
SECONDS = 60.0
MEGABYTES = 40.0
_PAUSES = (0.25, 1.0)  # seconds before the second and third try
_MOVED = frozenset({301, 302, 303, 307, 308})


def join(base: str, url: str) -> str:
    """A perhaps relative URL, seen from `base`. Raises `NoPicture` for what is no URL at all."""
    try:
        return urljoin(base, url)
    except ValueError as error:
        raise NoPicture("the hosted picture's address cannot be read") from error


class Hosting:
    """Fetches hosted pictures for one provider, whose base URLs make its `own` places."""

    def __init__(
        self,
        base_urls: Sequence[str],
        *,
        sleep: Callable[[float], Awaitable[None]],
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._own = frozenset(one for url in base_urls for one in places(url))
        self._wire = Wire(resolver=Judge(self._own, resolver))
        self._sleep = sleep

    async def fetch(self, url: str, *, seconds: float, headers: Mapping[str, str] | None = None) -> bytes:
        """The bytes at `url`. `headers` (a key) go to an own place only. Raises `NoPicture`, whatever went wrong.

        The picture is paid by now, so a stumbling download is tried again while there is time.
        """
        try:
            async with asyncio.timeout(min(SECONDS, seconds)):
                return await self._stubborn(url, headers or {})
        except TimeoutError as error:
            raise NoPicture("the hosted picture did not come in time") from error

    async def _stubborn(self, url: str, headers: Mapping[str, str]) -> bytes:
        for wait in _PAUSES:
            try:
                return await self._follow(url, headers)
            except (Overloaded, OutcomeUnknown) as error:
                if _refused(error):
                    raise NoPicture("the hosted picture is at a private address") from error
                await self._sleep(wait)
        try:
            return await self._follow(url, headers)
        except (Overloaded, OutcomeUnknown) as error:
            raise NoPicture(f"the hosted picture could not be loaded: {error.detail}") from error

    async def _follow(self, url: str, headers: Mapping[str, str]) -> bytes:
        for _ in range(REDIRECTS + 1):
            answer = await self._wire.send(
                "GET", url, headers=self._allowed(url, headers), seconds=SECONDS, megabytes=MEGABYTES
            )
            if answer.status == 200:
                return answer.body
            if answer.status not in _MOVED or not answer.headers.get("location"):
                raise _named(answer.status)
            url = join(url, answer.headers["location"])
        raise NoPicture("the hosted picture is redirected without end")

    def _allowed(self, url: str, headers: Mapping[str, str]) -> Mapping[str, str]:
        """The headers that may go there. Raises `NoPicture` when nothing may; names are judged when they are resolved."""
        try:
            where = place(url)
        except ValueError as error:
            raise NoPicture(str(error)) from error
        if where in self._own:
            return headers
        if is_address(where[0]) and not public(where[0]):
            raise NoPicture("the hosted picture is at a private address")
        return {}

    def judged(self, url: str) -> Wire:
        """The wire for a call to a place that is not ours. Raises `NoPicture` when nobody may go there."""
        self._allowed(url, {})
        return self._wire

    async def aclose(self) -> None:
        await self._wire.aclose()


def _refused(error: BaseException | None) -> bool:
    """Whether our own judge stands at the root of it, or an address in a disguise that the client sees through."""
    while error is not None and not isinstance(error, (Refused, InvalidURL)):
        error = error.__cause__
    return error is not None


def _named(status: int) -> Overloaded | NoPicture:
    said = f"the hosted picture answers {status}"
    return Overloaded(said) if status >= 500 or status in {404, 408, 425, 429} else NoPicture(said)
