"""Loading what somebody sent from the platform's own hosts, and from nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
from yarl import URL

from adapters.chat.wechat.api import read_capped
from bot.errors import BadReference

_SECONDS = aiohttp.ClientTimeout(total=30.0, sock_connect=5.0)


async def download(session: aiohttp.ClientSession, address: str, limit: int, hosts: Sequence[str], home: URL) -> bytes:
    """The bytes at an address whose host ends like one of `hosts`, or is `home` (the API host; an emulator's in tests).

    Redirects are not followed. Raises `BadReference` when it is elsewhere, larger than `limit` bytes, or gone.
    """
    if not _trusted(address, hosts, home):
        raise BadReference("reference.gone")
    try:
        async with session.get(address, timeout=_SECONDS, allow_redirects=False) as answer:
            if answer.status != 200:
                raise BadReference("reference.gone")
            return await read_capped(answer.content, limit)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadReference("reference.gone") from error


def _trusted(address: str, hosts: Sequence[str], home: URL) -> bool:
    try:
        url = URL(address)
        ours = url.absolute and url.origin() == home.origin()
    except ValueError:
        return False
    named = (url.host or "").endswith(tuple(hosts))
    return ours or (url.scheme in {"http", "https"} and url.port in {80, 443} and named)
