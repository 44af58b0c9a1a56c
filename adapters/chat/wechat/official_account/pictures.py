"""Loading a picture that somebody sent: by media id where the account may, else from the platform's own picture hosts."""

from __future__ import annotations

import aiohttp
import orjson

from adapters.chat.wechat.api import Api
from adapters.chat.wechat.downloads import download
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.hosts import Hosts
from bot.errors import BadReference, DeliveryError
from bot.model import Attachment

_HOSTS = (".qpic.cn", ".qq.com", ".qlogo.cn")


class Pictures:
    """`home` is the API host."""

    def __init__(self, session: aiohttp.ClientSession, api: Api | None, home: str) -> None:
        self._session = session
        self._api = api
        self._hosts = Hosts(_HOSTS, [home])

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        """Raises `BadReference` when it is larger than `limit` bytes or gone."""
        try:
            media_id, address = orjson.loads(attachment.ref)
        except ValueError as error:
            raise BadReference("reference.gone") from error
        if self._api is not None and media_id:
            try:
                return await self._api.download("/cgi-bin/media/get", {"media_id": str(media_id)}, limit)
            except (Refused, DeliveryError):
                pass  # older than three days, or not granted: the address may still work
        return await download(self._session, str(address), limit, self._hosts)
