"""Brings one stream out over the websocket as it changes, until its last frame is taken."""

from __future__ import annotations

import logging
from dataclasses import replace

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.pace import Pace
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_bot.connection import Connection
from adapters.chat.wechat.wecom_bot.frames import Frames, anew
from adapters.chat.wechat.wecom_bot.inbound import Message
from adapters.chat.wechat.wecom_bot.streams import Stream, Streams
from bot.errors import DeliveryError

log = logging.getLogger(__name__)


class Pump:
    def __init__(self, streams: Streams, frames: Frames, pace: Pace, cards: ShownCards, tongues: Tongues) -> None:
        self._streams = streams
        self._frames = frames
        self._pace = pace
        self._cards = cards
        self._tongues = tongues

    async def run(self, connection: Connection, request: str, message: Message) -> None:
        """Until the stream is over. An answer that cannot be written any more goes the late way."""
        shown: Stream | None = None
        while (stream := await self._streams.get(message.stream)) is not None and not stream.revoked:
            if stream != shown and stream.content and await self._has_turn(stream):
                if not await self._shown(connection, request, message, stream):
                    break
                shown = stream
            if stream.finish:  # what came meanwhile is shown in the next round
                break
            if self._streams.over(stream):
                await self._streams.end(stream.id)
            else:
                await self._streams.await_change(message.stream)
        self._streams.forget(message.stream)
        connection.done(request)

    async def _has_turn(self, stream: Stream) -> bool:
        """Progress never takes the turn of somebody's picture. The last frame waits for its own, unless it has it."""
        return stream.finish or await self._pace.spare(stream.chat)

    async def renew(self, connection: Connection, request: str, message: Message) -> None:
        """Show the card that was pressed anew; the platform takes that for five seconds."""
        card, sender = await self._cards.again(message.card), message.incoming.sender
        if card is None or sender is None:
            return
        try:
            await connection.call("aibot_respond_update_msg", anew(card, sender.account), request)
        except (Refused, DeliveryError) as error:
            log.info("card not shown anew", extra={"error": str(error)})
        connection.done(request)

    async def _shown(self, connection: Connection, request: str, message: Message, stream: Stream) -> bool:
        try:
            if stream.finish and not stream.booked:
                await self._pace.turn(stream.chat)
            now = await self._streams.get(stream.id)
            if now is None or now.revoked:  # whoever waited for its turn has gone another way meanwhile
                return False
            cmd = "aibot_respond_welcome_msg" if message.welcome else "aibot_respond_msg"
            await connection.call(cmd, await self._body(message, stream), request)
        except (Refused, DeliveryError) as error:
            log.warning("stream not written", extra={"stream": stream.id, "error": str(error)})
            await self._streams.change(stream.id, lambda one: replace(one, revoked=True, finish=True))
            return False
        if stream.finish:
            await self._streams.change(stream.id, lambda one: one if one.revoked else replace(one, written=True))
        return True

    async def _body(self, message: Message, stream: Stream) -> Body:
        if message.welcome:
            return {"msgtype": "text", "text": {"content": stream.content}}
        own = await self._tongues.of(stream.chat)
        return await self._frames.body(stream, own("wechat.working"))
