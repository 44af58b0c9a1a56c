"""Loading what people sent to the robot: addresses that live five minutes and give encrypted bytes."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable

import aiohttp
import orjson

from adapters.chat.wechat.downloads import download
from adapters.chat.wechat.envelope import decrypt
from adapters.chat.wechat.errors import BadRequest
from adapters.chat.wechat.hosts import Hosts
from bot.errors import BadReference
from bot.model import Attachment

_HOSTS = (".myqcloud.com", ".qq.com", ".qpic.cn")
_BLOCK = 32


class Pictures:
    """`key` is the console's EncodingAESKey; over the websocket each address brings its own."""

    def __init__(self, session: aiohttp.ClientSession, key: str, homes: Iterable[str]) -> None:
        self._session = session
        self._key = key
        self._hosts = Hosts(_HOSTS, homes)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        """Raises `BadReference` when it is larger than `limit` bytes, or gone."""
        try:
            address, key = orjson.loads(attachment.ref)
            raw = b64decode(f"{key or self._key}".rstrip("=") + "=", validate=True)
        except (ValueError, binascii.Error) as error:
            raise BadReference("reference.gone") from error
        data = await download(self._session, str(address), limit + _BLOCK, self._hosts)
        try:
            return decrypt(raw, data)
        except (BadRequest, ValueError) as error:
            raise BadReference("reference.broken") from error
