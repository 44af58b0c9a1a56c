"""A WeCom self-built app as a chat platform."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

import aiohttp
from aiohttp import web

from adapters.chat.wechat.callback import Callback
from adapters.chat.wechat.captions import Captions
from adapters.chat.wechat.door import opened
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.media import Uploads
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.pace import RATES, Pace, Rate
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_app.calls import wecom_api
from adapters.chat.wechat.wecom_app.inbound import PLATFORM, read
from adapters.chat.wechat.wecom_app.messages import Messages
from adapters.chat.wechat.wecom_app.settings import WecomAppSettings
from adapters.chat.wechat.wecom_app.speech import Speech
from adapters.chat.wechat.words import Words
from bot.errors import BadReference, DeliveryError
from bot.model import Address, Attachment, Chat, Identity, Incoming
from bot.ports import Answer, Clock, Parcel, PlatformMemory, Receipt, Receive, Traits

log = logging.getLogger(__name__)

_PICTURE_BYTES = 10_000_000
_PATIENCE = 600.0  # seconds an answer may wait for its turn; a picture that has to goes back to the queue earlier


class WecomApp:
    """`words` is the catalogue in the company's language."""

    def __init__(
        self,
        settings: WecomAppSettings,
        *,
        session: aiohttp.ClientSession,
        memory: PlatformMemory,
        clock: Clock,
        words: Words,
        rates: Sequence[Rate] = RATES,
    ) -> None:
        self._settings = settings
        self._notes = Notes(PLATFORM, memory, clock)
        self._captions = Captions(self._notes)
        self.api = wecom_api(settings, session, memory, clock)
        uploads = Uploads(self.api, memory, clock, owner=PLATFORM, path="/cgi-bin/media/upload", limit=_PICTURE_BYTES)
        self._messages = Messages(self.api, uploads, Pace(self._notes, clock, rates), settings.agentid)
        patient = Messages(self.api, uploads, Pace(self._notes, clock, rates, _PATIENCE), settings.agentid)
        self._tongues = Tongues(self._notes, words)
        self._parcels = Speech(self._messages, self._notes, self._tongues)
        self._answers = Speech(patient, self._notes, self._tongues)
        envelope = Envelope(settings.token, settings.aes_key, settings.corpid)
        self._callback = Callback(settings.token, envelope, clock, sealed_echo=True)
        self._receive: Receive | None = None

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return Traits(edits=False, buttons=True, replies=False)

    # ── in ──

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """The handler of `GET|POST /wecom/callback`. Everything is answered by a message of its own, so the reply is empty."""
        letter = await opened(self._callback, request)
        if isinstance(letter, web.Response):
            return letter
        incoming = read(letter.body)
        if incoming is None:
            return web.Response()
        if self._receive is None:
            return web.Response(status=503)
        try:
            if incoming.left:
                await self._notes.forget(incoming.chat.id)
            await self._receive(await self._captions.joined(await self._located(incoming)))
        except Exception:
            log.exception("not stored: the platform will send it again", extra={"event": incoming.event})
            return web.Response(status=503)
        return web.Response()

    async def _located(self, incoming: Incoming) -> Incoming:
        """A press is about the message with its picture, not about the card with the buttons."""
        press = incoming.press
        if press is None:
            return incoming
        message = await self._parcels.shown(incoming.chat.id, press.subject)
        return incoming if message is None else replace(incoming, press=replace(press, message=message))

    async def run(self, receive: Receive) -> None:
        self._receive = receive
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None

    # ── out ──

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:  # noqa: ARG002 - the port's
        await self._tongues.heard(to)
        return await self._answers.say(to.chat, answer)

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        await self._tongues.heard(to)
        return await self._parcels.deliver(to.chat, parcel)

    async def working(self, to: Address) -> None:
        """WeCom apps have no typing status."""

    async def remove(self, to: Address, message: str) -> None:  # noqa: ARG002 - the port's
        await self._messages.recall(message)

    async def acknowledge(self, token: str, text: str = "") -> None:
        """A button was pressed; `token` holds who did, on which card."""
        try:
            await self._answers.pressed(token, text)
        except DeliveryError as error:
            log.info("press not answered", extra={"error": str(error)})

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        try:
            return await self.api.download("/cgi-bin/media/get", {"media_id": attachment.ref}, limit)
        except (Refused, DeliveryError) as error:
            raise BadReference("reference.gone") from error

    async def is_admin(self, chat: Chat, who: Identity) -> bool:  # noqa: ARG002 - the port's
        """Apps speak to members one by one: there are no groups here."""
        return False
