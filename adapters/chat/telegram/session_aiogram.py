"""aiogram's session as we use it: our forms, our proxies, and answers that stay plain JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiogram
import aiohttp
import orjson
from aiogram import methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.types import BufferedInputFile
from aiogram.types.input_file import InputFile

from adapters.chat.telegram import form
from adapters.chat.telegram.body import Body

_NOT_PASSED = {413: "Request Entity Too Large", 429: "Too Many Requests"}


def dumped(value: object) -> str:
    return orjson.dumps(value).decode()


class Session(AiohttpSession):
    """HTTP proxies by aiohttp itself; aiogram would need another package for them. SOCKS needs `aiohttp-socks`.

    Forms are written in one piece, and a good answer is not built as an object first.
    """

    def __init__(self, *, proxy_url: str | None, **more: Any) -> None:
        socks = proxy_url if proxy_url is not None and proxy_url.startswith("socks") else None
        super().__init__(proxy=socks, **more)
        self._http_proxy = None if socks else proxy_url

    async def create_session(self) -> aiohttp.ClientSession:
        if self._http_proxy is not None and (self._session is None or self._session.closed):
            self._session = aiohttp.ClientSession(
                connector=self._connector_type(**self._connector_init), proxy=self._http_proxy
            )
            self._should_reset_connector = False
        return await super().create_session()

    async def make_request(
        self,
        bot: aiogram.Bot,
        method: methods.TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  the library's own signature
    ) -> Any:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        body, kind = _form(method)
        limit = aiohttp.ClientTimeout(total=self.timeout if timeout is None else timeout)
        try:
            async with session.post(url, data=Body(body), headers={"Content-Type": kind}, timeout=limit) as answer:
                status, raw = answer.status, await answer.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except aiohttp.ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        return _result(status, raw) or self.check_response(bot, method, status, _told(status, raw)).result

    async def close(self) -> None:
        """Without the quarter of a second that the library waits for old versions of aiohttp."""
        if self._session is not None:
            await self._session.close()


def _form(method: methods.TelegramMethod[Any]) -> tuple[list[bytes], str]:
    """What we said alone: our bot has no defaults, and to prepare every field that a method knows cost three times as much."""
    files: dict[str, tuple[str, bytes]] = {}

    def attached(value: object) -> str:
        if not isinstance(value, BufferedInputFile):  # ours are always in memory
            raise TypeError(f"cannot send {type(value).__name__}")
        name = f"file{len(files)}"
        files[name] = (value.filename or name, value.data)
        return f"attach://{name}"

    said = method.model_dump(exclude_unset=True, exclude_none=True, warnings=False)
    fields = {name: _field(value, attached) for name, value in said.items()}
    return form.encoded({name: value for name, value in fields.items() if value}, files)


def _field(value: object, attached: Callable[[object], str]) -> str:
    match value:
        case str():
            return value
        case InputFile():
            return attached(value)
        case _:
            return orjson.dumps(value, default=attached).decode()


def _result(status: int, raw: bytes) -> Any:
    """What a good answer holds; None: look closer."""
    if status != 200:
        return None
    try:
        match orjson.loads(raw):
            case {"ok": True, "result": result}:
                return result
            case _:
                return None
    except orjson.JSONDecodeError:
        return None


def _told(status: int, raw: bytes) -> str:
    """What the server said; where something before it says with a page that nothing was passed on, the same in its words."""
    words = raw.decode("utf-8", "replace")
    if status not in _NOT_PASSED or words.lstrip().startswith("{"):
        return words
    return dumped({"ok": False, "error_code": status, "description": _NOT_PASSED[status]})
