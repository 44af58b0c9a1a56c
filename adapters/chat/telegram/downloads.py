"""Fetches what people send: photos and files up to 20 MB (the Bot API gives no more)."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from adapters.chat.telegram import limits
from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.asking import again, ask
from adapters.chat.telegram.fields import Node
from bot.errors import BadReference
from bot.ports import Clock

_PATIENCE = 30.0  # seconds


async def fetch(api: Api, clock: Clock, ref: str, limit: int, *, own: bool) -> bytes:
    """The bytes behind a file id. Raises `BadReference` when they are more than `limit`, or gone.

    `own`: the server is the operator's, and may name a place on its disk; who cannot look there asks for it as for any other.
    """
    try:
        file = Node(await ask(api, clock, "getFile", {"file_id": ref}, patience=_PATIENCE, seconds=30))
        if (file["file_size"].number or 0) > limit:
            raise _large(limit)
        path = file["file_path"].text
        local = Path(path) if own and Path(path).is_absolute() else None
        if local is not None and await asyncio.to_thread(local.is_file):
            data = await asyncio.to_thread(_read, local, limit)
        else:
            data = await again(partial(api.load, path, limit), clock, _PATIENCE)
    except Refused as refused:
        if refused.says("too big"):
            raise _large(limits.DOWNLOAD_BYTES) from refused
        raise BadReference("reference.gone") from refused
    except (Unreached, Silent, OSError) as error:
        raise BadReference("reference.gone") from error
    if data is None:
        raise _large(limit)
    return data


def _read(path: Path, limit: int) -> bytes | None:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


def _large(limit: int) -> BadReference:
    return BadReference("reference.too_large", megabytes=max(1, limit >> 20))
