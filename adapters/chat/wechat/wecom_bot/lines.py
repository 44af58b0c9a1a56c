"""How the robot hears and answers: over callbacks, or over one websocket. Each brings the late way that belongs to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from aiohttp import web

from adapters.chat.wechat.callback import ROBOT, Callback
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.pace import Pace
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_bot.counter import Counter
from adapters.chat.wechat.wecom_bot.frames import Frames
from adapters.chat.wechat.wecom_bot.late import Late, ResponseUrl
from adapters.chat.wechat.wecom_bot.outbox import Outbox, Pusher
from adapters.chat.wechat.wecom_bot.pump import Pump
from adapters.chat.wechat.wecom_bot.settings import WecomBotSettings
from adapters.chat.wechat.wecom_bot.socket import Socket
from adapters.chat.wechat.wecom_bot.streams import Streams
from adapters.chat.wechat.wecom_bot.traffic import Traffic
from bot.ports import Clock, PlatformMemory, Receive


@dataclass(frozen=True, slots=True)
class Parts:
    """What both kinds of line are made of."""

    settings: WecomBotSettings
    session: aiohttp.ClientSession
    memory: PlatformMemory
    clock: Clock
    tongues: Tongues
    notes: Notes
    streams: Streams
    frames: Frames
    cards: ShownCards


class Line(Protocol):
    @property
    def late(self) -> Late: ...

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A callback of the platform."""
        ...

    async def run(self, receive: Receive) -> None:
        """Listen until cancelled."""
        ...


class CallbackLine:
    """Implements `Line`. `link` is a picture's page, `picture` its bytes."""

    def __init__(self, parts: Parts, link: Callable[[int], str], picture: Callable[[int], str]) -> None:
        settings, clock, tongues = parts.settings, parts.clock, parts.tongues
        self._receive: Receive | None = None
        self.late = ResponseUrl(
            parts.session, parts.notes, clock, tongues=tongues, link=link, picture=picture, homes=settings.homes
        )
        envelope = Envelope(settings.token, settings.aes_key, "")
        self._counter = Counter(
            callback=Callback(settings.token, envelope, clock, sealed_echo=True, names=ROBOT),
            streams=parts.streams,
            frames=parts.frames,
            cards=parts.cards,
            clock=clock,
            tongues=tongues,
            title=settings.title,
            receive=lambda: self._receive,
        )

    async def handle(self, request: web.Request) -> web.StreamResponse:
        return await self._counter.handle(request)

    async def run(self, receive: Receive) -> None:
        self._receive = receive
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None


class SocketLine:
    """Implements `Line`. Times in seconds: how often to ping, how long to wait for the process with the connection."""

    def __init__(self, parts: Parts, ping: float, taking: float) -> None:
        clock, pace = parts.clock, Pace(parts.notes, parts.clock)
        self.late = Outbox(parts.notes, parts.streams, pace, clock, taking)
        pusher, pump = (
            Pusher(parts.streams, parts.frames, pace),
            Pump(parts.streams, parts.frames, pace, parts.cards, parts.tongues),
        )
        traffic = Traffic(parts.streams, self.late, pusher, pump, clock=clock, title=parts.settings.title)
        self._socket = Socket(parts.settings, parts.session, traffic, clock=clock, ping=ping)

    async def handle(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 - the protocol's
        """There are no callbacks where the robot uses the websocket."""
        return web.Response(status=404)

    async def run(self, receive: Receive) -> None:
        await self._socket.run(receive)
