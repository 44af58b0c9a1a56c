"""The robot over callbacks: a message opens a stream, and the platform comes back to ask how far it is until it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.callback import Callback, Letter
from adapters.chat.wechat.door import opened, write
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_bot.frames import Frames, anew
from adapters.chat.wechat.wecom_bot.inbound import Message, Refresh, read
from adapters.chat.wechat.wecom_bot.streams import Stream, Streams
from bot.errors import PictureUnsuitable
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)


class Counter:
    """`first` is how long (seconds) a message may wait for its first words; the platform itself waits five."""

    def __init__(
        self,
        *,
        callback: Callback,
        streams: Streams,
        frames: Frames,
        cards: ShownCards,
        clock: Clock,
        tongues: Tongues,
        title: str,
        receive: Callable[[], Receive | None],
        first: float = 2.5,
    ) -> None:
        self._callback = callback
        self._streams = streams
        self._frames = frames
        self._cards = cards
        self._clock = clock
        self._tongues = tongues
        self._title = title
        self._receive = receive
        self._first = first

    async def handle(self, request: web.Request) -> web.StreamResponse:
        letter = await opened(self._callback, request)
        if isinstance(letter, web.Response):
            return letter
        match read(letter.body, title=self._title, now=self._clock.now()):
            case Refresh(stream):
                return await self._refreshed(request, letter, stream)
            case Message() as message:
                return await self._message(request, letter, message)
            case None:
                return web.Response()

    async def _message(self, request: web.Request, letter: Letter, message: Message) -> web.StreamResponse:
        receive, incoming = self._receive(), message.incoming
        if receive is None:
            return web.Response(status=503)
        try:
            if message.stream and incoming.sender is not None:
                await self._streams.open(message.stream, incoming.sender.account, incoming.chat.id)
            await receive(incoming)
        except Exception:
            log.exception("not stored: the platform will send it again", extra={"event": incoming.event})
            return web.Response(status=503)
        if not message.stream:
            return await self._renewed(letter, message)
        stream = await self._spoken(message.stream)
        if not message.welcome:
            return await self._written(request, letter, stream)
        if stream is None or not stream.content:
            return web.Response()
        return web.Response(body=self._callback.seal(letter, _text(stream.content)), content_type="application/json")

    async def _renewed(self, letter: Letter, message: Message) -> web.Response:
        """The card that was pressed, pressable again."""
        card, sender = await self._cards.again(message.card), message.incoming.sender
        if card is None or sender is None:
            return web.Response()
        body = self._callback.seal(letter, anew(card, sender.account))
        return web.Response(body=body, content_type="application/json")

    async def _spoken(self, stream: str) -> Stream | None:
        """The stream with its first words, or as it is when they take too long."""
        until = self._clock.monotonic() + self._first
        found = await self._streams.get(stream)
        while found is not None and not found.content and self._clock.monotonic() < until:
            await self._streams.await_change(stream, min(0.1, self._first))
            found = await self._streams.get(stream)
        return found

    async def _refreshed(self, request: web.Request, letter: Letter, stream: str) -> web.StreamResponse:
        found = await self._streams.get(stream)
        if found is None:  # of another time: end it
            own = await self._tongues.of("")
            gone = {"id": stream, "finish": True, "content": own("wechat.working")}
            return (await write(request, letter, self._callback.seal(letter, {"msgtype": "stream", "stream": gone})))[0]
        if not found.finish and self._streams.over(found):  # soon nobody asks any more: its end is told, not left out
            found = await self._streams.end(stream)
        return await self._written(request, letter, found)

    async def _written(self, request: web.Request, letter: Letter, stream: Stream | None) -> web.StreamResponse:
        if stream is None:
            return web.Response()
        own = await self._tongues.of(stream.chat)
        working = own("wechat.working")
        try:
            body = await self._frames.body(stream, working)
        except PictureUnsuitable:
            log.exception("a picture of this answer cannot be shown", extra={"stream": stream.id})
            await self._streams.change(stream.id, lambda one: replace(one, revoked=True, pictures=()))
            body = await self._frames.body(replace(stream, pictures=()), working)
        response, written = await write(request, letter, self._callback.seal(letter, body))
        if written and stream.finish and not stream.written:
            await self._streams.change(stream.id, lambda one: one if one.revoked else replace(one, written=True))
            self._streams.forget(stream.id)
        return response


def _text(words: str) -> Body:
    return {"msgtype": "text", "text": {"content": words}}
