"""Messages that are no answer to a callback: any process puts them out, the one with the connection sends them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
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

log = logging.getLogger(__name__)

_KEPT = 900.0
_CHUNK = 512 << 10
_WHAT = "outbox"


class Outbox:
    """The late way over a websocket. `taking`: how long (seconds) to wait for the process that holds the connection."""

    def __init__(self, notes: Notes, streams: Streams, pace: Pace, clock: Clock, taking: float = 60.0) -> None:
        self._notes = notes
        self._streams = streams
        self._pace = pace
        self._clock = clock
        self._taking = taking
        self.filled = asyncio.Event()

    async def booked(self, chat: str) -> float:
        return await self._pace.booked(chat)

    async def say(self, to: Address, back: Back, words: str, card: Body | None) -> None:  # noqa: ARG002 - the port's
        await self._put(to, words, card, ())

    async def show(self, to: Address, back: Back, words: str, card: Body | None, sheets: Sequence[Sheet]) -> None:  # noqa: ARG002 - the port's
        kinds = tuple((sheet.picture.digest, sheet.picture.media_type) for sheet in sheets)
        await self._put(to, words, card, kinds)

    async def _put(self, to: Address, words: str, card: Body | None, pictures: tuple[tuple[str, str], ...]) -> None:
        now = self._clock.now().timestamp()
        name = f"p{secrets.token_hex(15)}"
        one = Stream(name, "", to.chat, now, content=words, pictures=pictures, card=card, finish=True)
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
    """Sends what was in the outbox: pictures first, then words, then buttons. Whoever delivers a picture booked its place."""

    def __init__(self, streams: Streams, frames: Frames, pace: Pace) -> None:
        self._streams = streams
        self._frames = frames
        self._pace = pace

    async def push(self, connection: Connection, one: Stream) -> bool:
        """Whether all of it was sent. Words that follow pictures are no reason to send those again."""
        try:
            return await (self._show if one.pictures else self._say)(connection, one)
        except (DeliveryError, Refused):
            return False

    async def _show(self, connection: Connection, one: Stream) -> bool:
        for number, (digest, kind) in enumerate(one.pictures):
            media = await self._upload(connection, await self._frames.bytes_of(digest, kind))
            if number:
                await self._pace.turn(one.chat)
            if not await self._wanted(one):
                return False
            await self._send(connection, one.chat, "image", {"media_id": media})
        try:
            await self._describe(connection, one)
        except (DeliveryError, Refused) as error:
            log.info("words not pushed", extra={"error": str(error)})
        return True

    async def _describe(self, connection: Connection, one: Stream) -> None:
        """Where many pictures come, nobody's caption takes the turn of another picture."""
        if one.content and await self._pace.spare(one.chat):
            await self._send(connection, one.chat, "markdown", _markdown(one))
        if one.card is not None and await self._pace.spare(one.chat):
            await self._send(connection, one.chat, "template_card", one.card)

    async def _say(self, connection: Connection, one: Stream) -> bool:
        parts = [("markdown", _markdown(one))] if one.content else []
        parts += [("template_card", one.card)] if one.card is not None else []
        for kind, content in parts:
            await self._pace.turn(one.chat)
            if not await self._wanted(one):
                return False
            await self._send(connection, one.chat, kind, content)
        return True

    async def _wanted(self, one: Stream) -> bool:
        """Whether it has not gone another way while it waited here."""
        now = await self._streams.get(one.id)
        return now is not None and not now.revoked

    async def _send(self, connection: Connection, chat: str, kind: str, content: Body) -> None:
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


def _markdown(one: Stream) -> Body:
    return {"content": cut(one.content, CONTENT_BYTES)[0]}
