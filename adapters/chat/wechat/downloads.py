"""Loading what somebody sent from the platform's own hosts, and from nowhere else."""

from __future__ import annotations

import aiohttp

from adapters.chat.wechat.api import read_capped
from adapters.chat.wechat.hosts import Hosts
from bot.errors import BadReference

_SECONDS = aiohttp.ClientTimeout(total=30.0, sock_connect=5.0)


async def download(session: aiohttp.ClientSession, address: str, limit: int, hosts: Hosts) -> bytes:
    """The bytes at an address of these hosts. Redirects are not followed.

    Raises `BadReference` when it is elsewhere, larger than `limit` bytes, or gone.
    """
    if not hosts.hold(address):
        raise BadReference("reference.gone")
    try:
        async with session.get(address, timeout=_SECONDS, allow_redirects=False) as answer:
            if answer.status != 200:
                raise BadReference("reference.gone")
            return await read_capped(answer.content, limit)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadReference("reference.gone") from error
