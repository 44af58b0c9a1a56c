"""Messages that are no answer to a callback: any process puts them out, the one with the connection sends them."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pybase64

from adapters.chat.wechat.body import Body, text
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.media import Fitted
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.pace import Pace
from adapters.chat.wechat.wecom_bot.back import Back
from adapters.chat.wechat.wecom_bot.connection import Connection
from adapters.chat.wechat.wecom_bot.frames import CONTENT_BYTES, Frames
from adapters.chat.wechat.wecom_bot.streams import Stream, Streams
from adapters.chat.wechat.words import cut
from bot.errors import DeliveryError, WindowShut
from bot.model import Address
from bot.ports import Clock, Sheet

_KEPT = 900.0
_CHUNK = 512 << 10
_WHAT = "outbox"


class Outbox:
    """The late way over a websocket. `taking`: how long (seconds) to wait for the process that holds the connection."""

    def __init__(self, notes: Notes, streams: Streams, clock: Clock, taking: float = 60.0) -> None:
        self._notes = notes
        self._streams = streams
        self._clock = clock
        self._taking = taking
        self.filled = asyncio.Event()

    async def say(self, to: Address, back: Back, words: str, card: Body | None) -> None:  # noqa: ARG002 - the port's
        await self._put(to, words, card, ())

    async def show(self, to: Address, back: Back, words: str, card: Body | None, sheets: Sequence[Sheet]) -> None:  # noqa: ARG002 - the port's
        kinds = tuple((sheet.picture.digest, sheet.picture.media_type) for sheet in sheets)
        await self._put(to, words, card, kinds)

    async def _put(self, to: Address, words: str, card: Body | None, pictures: tuple[tuple[str, str], ...]) -> None:
        now = self._clock.now().timestamp()
        one = Stream(
            f"p{secrets.token_hex(15)}", "", to.chat, now, content=words, pictures=pictures, card=card, finish=True
        )
        await self._notes.put("", f"stream-{one.id}", asdict(one), _KEPT)

        def added(waiting: Any) -> list[str]:
            return [*(waiting or ()), one.id]

        await self._notes.change("", _WHAT, added, _KEPT)
        self.filled.set()
        if not await self._streams.taken(one.id, self._taking):
            raise WindowShut("not sent: nobody is connected, or the platform does not allow it now")

    async def collect(self) -> list[Stream]:
        """Take everything out."""
        ids: list[str] = []

        def emptied(waiting: Any) -> None:
            ids[:] = waiting or ()

        await self._notes.change("", _WHAT, emptied, _KEPT)
        found = [await self._streams.get(one) for one in ids]
        return [one for one in found if one is not None and not one.revoked]


class Pusher:
    """Sends what was in the outbox: pictures first, then words, then buttons."""

    def __init__(self, frames: Frames, pace: Pace) -> None:
        self._frames = frames
        self._pace = pace

    async def push(self, connection: Connection, one: Stream) -> bool:
        """Whether all of it was sent. Words that follow pictures are no reason to send those again."""
        try:
            for digest, kind in one.pictures:
                media = await self._upload(connection, await self._frames.bytes_of(digest, kind))
                await self._send(connection, one.chat, "image", {"media_id": media})
        except (DeliveryError, Refused):
            return False
        try:
            if one.content:
                await self._send(connection, one.chat, "markdown", {"content": cut(one.content, CONTENT_BYTES)[0]})
            if one.card is not None:
                await self._send(connection, one.chat, "template_card", one.card)
        except (DeliveryError, Refused):
            return bool(one.pictures)
        return True

    async def _send(self, connection: Connection, chat: str, kind: str, content: Body) -> None:
        await self._pace.turn(chat)
        await connection.call("aibot_send_msg", {"chatid": chat, "msgtype": kind, kind: content})

    async def _upload(self, connection: Connection, fitted: Fitted) -> str:
        """In chunks of 512 KiB, counted from 0."""
        chunks = [fitted.data[at : at + _CHUNK] for at in range(0, len(fitted.data), _CHUNK)]
        md5 = hashlib.md5(fitted.data, usedforsecurity=False).hexdigest()
        size = {"total_size": len(fitted.data), "total_chunks": len(chunks), "md5": md5}
        begun = await connection.call("aibot_upload_media_init", {"type": "image", "filename": fitted.name, **size})
        upload = text(begun, "body", "upload_id")
        for index, chunk in enumerate(chunks):
            part = {"upload_id": upload, "chunk_index": index, "base64_data": pybase64.b64encode(chunk).decode()}
            await connection.call("aibot_upload_media_chunk", part)
        return text(await connection.call("aibot_upload_media_finish", {"upload_id": upload}), "body", "media_id")
