"""The WeCom robot as a chat platform."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp
from aiohttp import web

from adapters.chat.wechat.captions import Captions
from adapters.chat.wechat.mailbox import Mailbox
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_bot.frames import Frames, Load
from adapters.chat.wechat.wecom_bot.inbound import PLATFORM
from adapters.chat.wechat.wecom_bot.lines import CallbackLine, Line, Parts, SocketLine
from adapters.chat.wechat.wecom_bot.pictures import Pictures
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
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
        notes = Notes(PLATFORM, memory, clock)
        self._captions = Captions(notes)
        streams = Streams(notes, clock, life or _LIVES[settings.mode])
        frames, cards, tongues = Frames(load), ShownCards(notes), Tongues(notes, words)
        parts = Parts(settings, session, memory, clock, tongues, notes, streams, frames, cards)
        self._line: Line = (
            SocketLine(parts, ping, 2 * taking)
            if settings.mode is Mode.WEBSOCKET
            else CallbackLine(parts, link, picture or link)
        )
        self._voice = Voice(
            streams=streams,
            frames=frames,
            late=self._line.late,
            mailbox=Mailbox(notes),
            cards=cards,
            tongues=tongues,
            link=link,
            taking=taking,
        )
        self._pictures = Pictures(session, settings.aes_key, settings.homes)

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        websocket = self._settings.mode is Mode.WEBSOCKET
        return Traits(edits=True, buttons=True, pushes=websocket, owed=True, files=False, alone=websocket)

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """The handler of `GET|POST /wecombot/callback`; 404 where the robot uses the websocket."""
        return await self._line.handle(request)

    async def run(self, receive: Receive) -> None:
        async def joined(incoming: Incoming) -> None:
            await receive(await self._captions.joined(incoming))

        await self._line.run(joined)

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
