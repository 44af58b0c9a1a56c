"""The WeCom robot as a chat platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
from aiohttp import web

from adapters.chat.wechat.callback import ROBOT, Callback
from adapters.chat.wechat.captions import Captions
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.mailbox import Mailbox
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.pace import Pace
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.wecom_bot.counter import Counter
from adapters.chat.wechat.wecom_bot.frames import Frames, Load
from adapters.chat.wechat.wecom_bot.inbound import PLATFORM
from adapters.chat.wechat.wecom_bot.late import ResponseUrl
from adapters.chat.wechat.wecom_bot.lease import Lease
from adapters.chat.wechat.wecom_bot.outbox import Outbox, Pusher
from adapters.chat.wechat.wecom_bot.pictures import Pictures
from adapters.chat.wechat.wecom_bot.pump import Pump
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
from adapters.chat.wechat.wecom_bot.socket import Socket
from adapters.chat.wechat.wecom_bot.streams import Streams
from adapters.chat.wechat.wecom_bot.voice import Voice
from adapters.chat.wechat.words import Words
from bot.model import Address, Attachment, Chat, Identity, Incoming
from bot.ports import Answer, Clock, Parcel, PlatformMemory, Receipt, Receive, Traits

_LIVES = {Mode.CALLBACK: 350.0, Mode.WEBSOCKET: 590.0}  # six and ten minutes, less what the last frame may take


class WecomBot:
    """`load` gives a picture's bytes by content hash (the blob store). `link` is a picture's page, `picture` its bytes."""

    def __init__(
        self,
        settings: WecomBotSettings,
        *,
        session: aiohttp.ClientSession,
        memory: PlatformMemory,
        clock: Clock,
        words: Words,
        load: Load,
        link: Callable[[int], str],
        picture: Callable[[int], str] | None = None,
        ping: float = 30.0,
        life: float | None = None,
        taking: float = 30.0,
    ) -> None:
        self._settings = settings
        self._receive: Receive | None = None
        notes = Notes(PLATFORM, memory, clock)
        self._captions = Captions(notes)
        streams = Streams(notes, clock, life or _LIVES[settings.mode])
        frames, cards = Frames(load), ShownCards(notes)
        if settings.mode is Mode.WEBSOCKET:
            outbox, pace = Outbox(notes, streams, clock, 2 * taking), Pace(notes, clock)
            self._socket = Socket(
                settings,
                session=session,
                clock=clock,
                lease=Lease(f"{PLATFORM}//connection", memory, clock),
                streams=streams,
                outbox=outbox,
                pusher=Pusher(frames, pace),
                pump=Pump(streams, frames, pace, cards, words),
                ping=ping,
            )
            late: Outbox | ResponseUrl = outbox
        else:
            late = ResponseUrl(
                session,
                notes,
                clock,
                words=words,
                link=link,
                picture=picture or link,
                homes=settings.homes,
            )
            envelope = Envelope(settings.token, settings.aes_key, "")
            self._counter = Counter(
                callback=Callback(settings.token, envelope, clock, sealed_echo=True, names=ROBOT),
                streams=streams,
                frames=frames,
                cards=cards,
                clock=clock,
                words=words,
                title=settings.title,
                receive=lambda: self._receive,
            )
        self._voice = Voice(
            streams=streams,
            frames=frames,
            late=late,
            mailbox=Mailbox(notes),
            cards=cards,
            words=words,
            link=link,
            taking=taking,
        )
        self._pictures = Pictures(session, settings.aes_key, settings.homes)

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return Traits(edits=True, buttons=True, pushes=self._settings.mode is Mode.WEBSOCKET)

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """The handler of `GET|POST /wecombot/callback`; 404 where the robot uses the websocket."""
        if self._settings.mode is Mode.WEBSOCKET:
            return web.Response(status=404)
        return await self._counter.handle(request)

    async def run(self, receive: Receive) -> None:
        async def joined(incoming: Incoming) -> None:
            await receive(await self._captions.joined(incoming))

        self._receive = joined
        try:
            if self._settings.mode is Mode.WEBSOCKET:
                await self._socket.run(joined)
            else:
                await asyncio.Event().wait()
        finally:
            self._receive = None

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        return await self._voice.say(to, answer, edit)

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        return await self._voice.deliver(to, parcel)

    async def working(self, to: Address) -> None:
        """The stream itself shows that something goes on."""

    async def remove(self, to: Address, message: str) -> None:
        """Robots cannot take a message back."""

    async def acknowledge(self, token: str, text: str = "") -> None:
        if text:
            await self._voice.toast(token, text)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        return await self._pictures.fetch(attachment, limit)

    async def is_admin(self, chat: Chat, who: Identity) -> bool:  # noqa: ARG002 - the port's
        """The platform knows no roles: the configured list decides, beside whoever claimed the group."""
        return who.account in self._settings.admins
