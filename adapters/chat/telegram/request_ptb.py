"""python-telegram-bot's requests, carried by aiohttp: with httpx in between, a call cost half as much again."""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.chat.telegram import form
from adapters.chat.telegram.body import Body

_CONNECTIONS = 100
_READ, _CONNECT = 60.0, 10.0  # seconds, where nobody says how many


class Request(BaseRequest):
    """Our files are always in memory. The session is made with the first call, in the loop that makes it."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return _READ

    async def initialize(self) -> None:
        """Nothing to do yet."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(  # noqa: PLR0917  the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        del write_timeout, pool_timeout  # whoever calls us sets a bound to it all
        session = self._session = self._session or aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS)
        )
        limit = aiohttp.ClientTimeout(
            total=None,
            connect=_CONNECT if connect_timeout is BaseRequest.DEFAULT_NONE else connect_timeout,
            sock_read=_READ if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout,
        )
        data, headers = None, {"User-Agent": self.USER_AGENT}
        if request_data is not None:
            pieces, headers["Content-Type"] = _form(request_data)
            data = Body(pieces)
        try:
            async with session.request(method, url, data=data, headers=headers, timeout=limit) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def _form(said: RequestData) -> tuple[list[bytes], str]:
    files: dict[str, tuple[str, bytes]] = {}
    for field, (name, data, *_) in said.multipart_data.items():
        if not isinstance(data, bytes):
            raise TypeError(f"cannot send {type(data).__name__}")
        files[field] = (name, data)
    return form.encoded(said.json_parameters, files)
