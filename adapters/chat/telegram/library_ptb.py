"""The Bot API through python-telegram-bot: its request class and error names; methods it has no name for go the same way.

A host's own bot may be used: its connection pool and proxy then hold for us too.
"""

from __future__ import annotations

import asyncio
import itertools
import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

import aiohttp
import httpx
import telegram
from telegram import error
from telegram.request import BaseRequest, HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from adapters.chat.telegram.api import Refused, Silent, Unreached, Upload, flooded
from adapters.chat.telegram.request_ptb import Request
from adapters.chat.telegram.settings import TelegramSettings

_CODES: tuple[tuple[type[error.TelegramError], int], ...] = (
    (error.BadRequest, 400),
    (error.Forbidden, 403),
    (error.EndPointNotFound, 404),
    (error.InvalidToken, 401),
    (error.Conflict, 409),
)
_MEDIA: dict[str, type[telegram.InputMediaPhoto | telegram.InputMediaDocument]] = {
    "photo": telegram.InputMediaPhoto,
    "document": telegram.InputMediaDocument,
}
_LARGE = ("request entity too large", "(413)")
_FILE = "file"
_UNREAD = "Parsing the server response"
_CONNECTIONS = 100
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_CARRIED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class PtbApi:
    """`requests` are connections of our own, closed with us; those of a host's bot are the host's to close."""

    def __init__(self, bot: telegram.Bot, requests: Sequence[BaseRequest] = ()) -> None:
        self._bot = bot
        self._requests = requests

    async def call(self, method: str, parameters: Mapping[str, Any], *, seconds: float = 60.0) -> Any:
        # The library takes the underscore away: the name goes out as the documentation writes it, which not only Telegram's
        # own server understands. Without one it would advise to call its own function of that name, which parses the answer.
        endpoint = f"{method}_"
        try:
            async with asyncio.timeout(seconds + 1):
                return await self._bot.do_api_request(
                    endpoint, _prepared(parameters), read_timeout=seconds, write_timeout=seconds, connect_timeout=10
                )
        except TimeoutError as lost:
            raise Silent(f"{method}: no answer in {seconds:.0f} s") from lost
        except error.TelegramError as lost:
            raise _named(method, lost) from lost

    async def load(self, path: str, limit: int) -> bytes | None:
        url = path if path.startswith("http") else f"{self._bot.base_file_url}/{path}"
        try:
            data = await self._bot.request.retrieve(url, read_timeout=60)
        except error.TelegramError as lost:
            raise _named(_FILE, lost) from lost
        return data if len(data) <= limit else None

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()


def connect(settings: TelegramSettings) -> PtbApi:
    """A bot of our own."""
    # The library warns about the type its own `retry_after` will have one day; we take both.
    warnings.filterwarnings("ignore", message=".*retry_after", category=PTBDeprecationWarning)
    base = settings.api_url.rstrip("/")
    request = _proxied(settings.proxy) if settings.proxy else Request()
    spare = Request()  # the library wants one for its own poller, which we do not use
    bot = telegram.Bot(
        settings.token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=spare,
    )
    return PtbApi(bot, (request, spare))


def _proxied(proxy: str) -> HTTPXRequest:
    """The library's own way, which knows every kind of proxy; dearer, because it looks at all its connections for every call."""
    return HTTPXRequest(connection_pool_size=_CONNECTIONS, proxy=proxy, media_write_timeout=60, pool_timeout=10)


def _named(method: str, lost: error.TelegramError) -> Exception:
    words = f"{method}: {lost.message}"
    match lost:
        case error.RetryAfter(retry_after=timedelta() as wait):
            return Refused(429, words, retry_after=wait.total_seconds())
        case error.RetryAfter(retry_after=int() as wait):
            return Refused(429, words, retry_after=float(wait))
        case error.ChatMigrated(new_chat_id=chat):
            return Refused(400, words, moved_to=chat)
        case _ if flooded(words):
            return Refused(429, words)
        case _ if any(part in words.lower() for part in _LARGE):
            return Refused(413, words)
        case _ if method != _FILE and (_UNREAD in words or _UNREAD in str(lost.__cause__)):
            return Silent(f"{method}: an answer that is not the Bot API's")
        case error.TimedOut() | error.NetworkError() if not isinstance(lost, error.BadRequest):
            return Unreached(words) if _unsent(lost.__cause__) else Silent(words)
        case _:
            code = next((code for kind, code in _CODES if isinstance(lost, kind)), 500)
            return Refused(code, words)


def _unsent(lost: BaseException | None) -> bool:
    """What aiohttp said counts where it carried the call: as httpx's carrier it calls every lost connection one never made."""
    carried = lost if lost is None or isinstance(lost, aiohttp.ClientError) else lost.__cause__
    return (
        isinstance(carried, _NOT_CARRIED) if isinstance(carried, aiohttp.ClientError) else isinstance(lost, _NOT_SENT)
    )


def _prepared(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Uploads become parts of their own, named from where they stood."""
    parts: dict[str, Any] = {}
    names = (f"file{number}" for number in itertools.count())

    def placed(value: Any) -> Any:
        match value:
            case Upload(name=name, data=data):
                part = next(names)
                parts[part] = telegram.InputFile(data, filename=name, attach=False)
                return f"attach://{part}"
            case dict():
                return {name: placed(item) for name, item in cast("Mapping[str, Any]", value).items()}
            case list():
                return [placed(item) for item in cast("Sequence[Any]", value)]
            case _:
                return value

    def whole(name: str, value: Any) -> Any:
        albums = name == "media" and isinstance(value, list)
        return [_medium(**item) for item in cast("Sequence[Any]", value)] if albums else placed(value)

    return {name: whole(name, value) for name, value in parameters.items()} | parts


def _medium(type: str, media: Upload | str, **more: Any) -> telegram.InputMedia:  # noqa: A002 - the Bot API's own name
    """The library insists on its own objects in albums; a host's default markup must not touch our plain words."""
    kind = _MEDIA[type]
    if isinstance(media, Upload):
        return kind(media.data, parse_mode=None, filename=media.name, **more)
    return kind(media, parse_mode=None, **more)
