"""Calls to a platform's HTTP API: JSON with an `errcode`, one token refresh, bounds on time and bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import TypeVar

import aiohttp

from adapters.chat.wechat.body import Body, read_json, text, write_json
from adapters.chat.wechat.errors import BadRequest, Refused
from adapters.chat.wechat.token import AccessToken
from bot.errors import BadReference, DeliveryDoubtful, SlowDown

_ANSWER_BYTES = 1 << 20
_TOKEN_DEAD = frozenset({40001, 40014, 42001})
_LATER = {-1: 2.0, 45009: 60.0, 45011: 10.0, 45033: 10.0}  # busy; over a quota; too often; too many at once
T = TypeVar("T")
_JSON = {"Content-Type": "application/json"}


class Wire:
    """One HTTP exchange. `base_url` is the platform's API host, or an emulator's."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str, seconds: float = 20.0) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=5.0)

    async def exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        data: bytes | aiohttp.FormData | None = None,
        limit: int = _ANSWER_BYTES,
    ) -> tuple[bytes, str]:
        """Bytes (at most `limit`, else `BadReference`) and their media type.

        Raises `SlowDown` when nothing was done, `DeliveryDoubtful` when the answer was lost.
        """
        headers = _JSON if isinstance(data, bytes) else {}
        try:
            async with self._session.request(
                method,
                self._base_url + path,
                params=query,
                data=data,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                if answer.status in {429, 503}:
                    raise SlowDown(f"{path} answered {answer.status}", retry_after=5.0)
                if answer.status >= 500:  # a gateway that lost the answer: it may have been done
                    raise DeliveryDoubtful(f"{path} answered {answer.status}")
                return await read_capped(answer.content, limit), answer.content_type
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SlowDown(f"{path} cannot be reached", retry_after=5.0) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeliveryDoubtful(f"{path}: {type(error).__name__}") from error

    async def json(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        data: bytes | aiohttp.FormData | None = None,
    ) -> Body:
        """A JSON answer. Raises `Refused` for an `errcode`, and what `exchange` raises."""
        try:
            raw, _ = await self.exchange(method, path, query, data=data)
        except BadReference as error:
            raise DeliveryDoubtful(f"{path} answered too much") from error
        return accepted(path, raw)


def accepted(path: str, raw: bytes) -> Body:
    """The answer when `errcode` is 0 or absent. Raises `Refused`, `SlowDown` (busy, over a rate), `DeliveryDoubtful` (no JSON)."""
    try:
        body = read_json(raw)
    except BadRequest as error:
        raise DeliveryDoubtful(f"{path} did not answer JSON") from error
    words = text(body, "errcode") or "0"
    code = int(words) if words.lstrip("-").isdigit() else -1
    if code in _LATER:
        raise SlowDown(f"{path}: errcode {code}", retry_after=_LATER[code])
    if code != 0:
        raise Refused(code, text(body, "errmsg")[:200])
    return body


async def read_capped(stream: aiohttp.StreamReader, limit: int) -> bytes:
    """All bytes of a stream. Raises `BadReference` when there are more than `limit`."""
    parts: list[bytes] = []
    size = 0
    async for part in stream.iter_chunked(1 << 16):
        size += len(part)
        if size > limit:
            raise BadReference("reference.large")
        parts.append(part)
    return b"".join(parts)


class Api:
    """The same with an access token: refused as old, it is refreshed once and the call repeated once."""

    def __init__(self, wire: Wire, token: AccessToken) -> None:
        self._wire = wire
        self._token = token

    async def post(self, path: str, body: Body, query: Mapping[str, str] | None = None) -> Body:
        return await self._with_token(
            lambda token: self._wire.json("POST", path, {**(query or {}), "access_token": token}, write_json(body))
        )

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Body:
        return await self._with_token(
            lambda token: self._wire.json("GET", path, {**(query or {}), "access_token": token})
        )

    async def upload(self, path: str, query: Mapping[str, str], name: str, data: bytes, media_type: str) -> Body:
        """A multipart upload of one file in the field `media`."""

        async def once(token: str) -> Body:
            form = aiohttp.FormData()
            form.add_field("media", BytesIO(data), filename=name, content_type=media_type)
            return await self._wire.json("POST", path, {**query, "access_token": token}, form)

        return await self._with_token(once)

    async def download(self, path: str, query: Mapping[str, str], limit: int) -> bytes:
        """A file; an error answer is JSON. Raises `Refused`, `BadReference`."""

        async def once(token: str) -> bytes:
            raw, kind = await self._wire.exchange("GET", path, {**query, "access_token": token}, limit=limit)
            if kind in {"application/json", "text/plain"}:
                accepted(path, raw)
            return raw

        return await self._with_token(once)

    async def _with_token(self, once: Callable[[str], Awaitable[T]]) -> T:
        token = await self._token.current()
        try:
            return await once(token)
        except Refused as error:
            if error.code not in _TOKEN_DEAD:
                raise
        return await once(await self._token.renew(token))
