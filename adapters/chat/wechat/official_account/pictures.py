"""Loading a picture that somebody sent: by media id where the account may, else from the platform's own picture hosts."""

from __future__ import annotations

import aiohttp
import orjson
from yarl import URL

from adapters.chat.wechat.api import Api
from adapters.chat.wechat.downloads import download
from adapters.chat.wechat.errors import Refused
from bot.errors import BadReference, DeliveryError
from bot.model import Attachment

_HOSTS = (".qpic.cn", ".qq.com", ".qlogo.cn")


class Pictures:
    """`home` is the API host: an emulator serves its pictures there. Any other address is refused, redirects included."""

    def __init__(self, session: aiohttp.ClientSession, api: Api | None, home: str) -> None:
        self._session = session
        self._api = api
        self._home = URL(home)

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
        return await download(self._session, str(address), limit, _HOSTS, self._home)
