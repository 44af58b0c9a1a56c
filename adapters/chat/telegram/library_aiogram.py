"""The Bot API through aiogram: its typed requests, its session; answers stay plain JSON.

A host's own bot may be used: its session, proxy and middlewares then hold for us too, but not its default markup:
what we say is plain text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import aiogram
import aiohttp
import orjson
from aiogram import methods
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.types import BufferedInputFile

from adapters.chat.telegram.api import Refused, Silent, Unreached, Upload, flooded
from adapters.chat.telegram.session_aiogram import Session, dumped
from adapters.chat.telegram.settings import TelegramSettings

_CODES = {
    "TelegramBadRequest": 400,
    "TelegramUnauthorizedError": 401,
    "TelegramForbiddenError": 403,
    "TelegramNotFound": 404,
    "TelegramConflictError": 409,
    "TelegramServerError": 500,
    "RestartingTelegram": 500,
}

_MARKED = frozenset({"media", "message_text", "photo_file_id"})
"""What stands inside a call beside words that a host's default markup would otherwise change."""


class AiogramApi:
    """`own`: the session is ours to close; that of a host's bot is the host's."""

    def __init__(self, bot: aiogram.Bot, *, own: bool = False) -> None:
        self._bot = bot
        self._own = own

    async def call(self, method: str, parameters: Mapping[str, Any], *, seconds: float = 60.0) -> Any:
        kind = _plain(method)
        plain = {"parse_mode": None} if "parse_mode" in kind.model_fields else {}
        said = {name: value if name in _NESTED else _converted(value) for name, value in parameters.items()}
        request = kind(**plain, **said)
        try:
            async with asyncio.timeout(seconds + 1):  # the session's own timeout does not cover everything
                return await self._bot(request, request_timeout=int(seconds))
        except TimeoutError as error:
            raise Silent(f"{method}: no answer in {seconds:.0f} s") from error
        except TelegramEntityTooLarge as error:  # to the library a fault of the network
            raise Refused(413, error.message) from error
        except TelegramNetworkError as error:
            if isinstance(error.__cause__, aiohttp.ClientConnectorError):
                raise Unreached(f"{method}: {error.message}") from error
            raise Silent(f"{method}: {error.message}") from error
        except ClientDecodeError as error:
            raise Silent(f"{method}: {error.message}") from error
        except TelegramRetryAfter as error:
            raise Refused(429, error.message, retry_after=float(error.retry_after)) from error
        except TelegramMigrateToChat as error:
            raise Refused(400, error.message, moved_to=error.migrate_to_chat_id) from error
        except TelegramAPIError as error:
            code = 429 if flooded(error.message) else _CODES.get(type(error).__name__, 500)
            raise Refused(code, error.message) from error

    async def load(self, path: str, limit: int) -> bytes | None:
        session = self._bot.session
        data = bytearray()
        try:
            async for chunk in session.stream_content(session.api.file_url(self._bot.token, path), timeout=60):
                data += chunk
                if len(data) > limit:
                    return None
        except aiohttp.ClientResponseError as error:
            raise Refused(error.status, error.message) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Silent(f"file: {type(error).__name__}") from error
        return bytes(data)

    async def close(self) -> None:
        if self._own:
            await self._bot.session.close()


def connect(settings: TelegramSettings) -> AiogramApi:
    """A bot of our own."""
    session = Session(
        proxy_url=settings.proxy or None,
        api=TelegramAPIServer.from_base(settings.api_url, is_local=False),
        json_loads=orjson.loads,
        json_dumps=dumped,
    )
    return AiogramApi(aiogram.Bot(settings.token, session=session), own=True)


_NESTED = ("reply_markup", "reply_parameters", "link_preview_options")


@cache
def _plain(method: str) -> type[methods.TelegramMethod[Any]]:
    """The library's own class for a method, but its answer is not parsed: what was delivered must not fail afterwards.

    Nor is what we say built as objects first, to be taken apart again at once: that was half of what a request cost.
    """
    typed = getattr(methods, method[0].upper() + method[1:])
    nested = [name for name in _NESTED if name in typed.model_fields]
    fields = {"__annotations__": dict.fromkeys(nested, Any), **dict.fromkeys(nested)}
    return type(typed.__name__, (typed,), {"__returning__": Any, "__module__": __name__, **fields})


def _converted(value: Any) -> Any:
    match value:
        case Upload(name=name, data=data):
            return BufferedInputFile(data, name)
        case dict():
            items = {name: _converted(item) for name, item in cast("Mapping[str, Any]", value).items()}
            return {"parse_mode": None, **items} if _MARKED.intersection(items) else items
        case list():
            return [_converted(item) for item in cast("Sequence[Any]", value)]
        case _:
            return value
