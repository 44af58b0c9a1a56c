"""Fetches what people send: photos and files up to 20 MB (the Bot API gives no more)."""

from __future__ import annotations

from adapters.chat.telegram import limits
from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.fields import Node
from bot.errors import BadReference


async def fetch(api: Api, ref: str, limit: int) -> bytes:
    """The bytes behind a file id. Raises `BadReference` when they are more than `limit`, or gone."""
    try:
        file = Node(await api.call("getFile", {"file_id": ref}, seconds=30))
        if (file["file_size"].number or 0) > limit:
            raise _large(limit)
        data = await api.load(file["file_path"].text, limit)
    except Refused as refused:
        if refused.says("too big"):
            raise _large(limits.DOWNLOAD_BYTES) from refused
        raise BadReference("reference.gone") from refused
    except (Unreached, Silent) as error:
        raise BadReference("reference.gone") from error
    if data is None:
        raise _large(limit)
    return data


def _large(limit: int) -> BadReference:
    return BadReference("reference.too_large", megabytes=max(1, limit >> 20))
