"""Loading what people sent to the robot: addresses that live five minutes and give encrypted bytes."""

from __future__ import annotations

import binascii
from base64 import b64decode

import aiohttp
import orjson
from yarl import URL

from adapters.chat.wechat.downloads import download
from adapters.chat.wechat.envelope import decrypt
from adapters.chat.wechat.errors import BadRequest
from bot.errors import BadReference
from bot.model import Attachment

_HOSTS = (".myqcloud.com", ".qq.com", ".qpic.cn")
_BLOCK = 32


class Pictures:
    """`key` is the console's EncodingAESKey; over the websocket each address brings its own."""

    def __init__(self, session: aiohttp.ClientSession, key: str, home: str) -> None:
        self._session = session
        self._key = key
        self._home = URL(home)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        """Raises `BadReference` when it is larger than `limit` bytes, or gone."""
        try:
            address, key = orjson.loads(attachment.ref)
            raw = b64decode(f"{key or self._key}".rstrip("=") + "=", validate=True)
        except (ValueError, binascii.Error) as error:
            raise BadReference("reference.gone") from error
        data = await download(self._session, str(address), limit + _BLOCK, _HOSTS, self._home)
        try:
            return decrypt(raw, data)
        except (BadRequest, ValueError) as error:
            raise BadReference("reference.broken") from error
