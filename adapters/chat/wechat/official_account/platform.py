"""An official account as a chat platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
from aiohttp import web

from adapters.chat.wechat.callback import Callback
from adapters.chat.wechat.door import Door
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.media import Uploads
from adapters.chat.wechat.official_account.calls import official_api
from adapters.chat.wechat.official_account.customer import Customer
from adapters.chat.wechat.official_account.inbound import PLATFORM
from adapters.chat.wechat.official_account.listener import AccountListener
from adapters.chat.wechat.official_account.lobby import open_lobby
from adapters.chat.wechat.official_account.pictures import Pictures
from adapters.chat.wechat.official_account.pushes import Pushes
from adapters.chat.wechat.official_account.service import ServiceCourier
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from adapters.chat.wechat.official_account.subscription import SubscriptionCourier
from adapters.chat.wechat.slots import Patience
from adapters.chat.wechat.words import Words
from bot.model import Address, Attachment, Chat, ChatKind, Identity
from bot.ports import Answer, Clock, Parcel, PlatformMemory, Receipt, Receive, Traits

_PICTURE_BYTES = 2_000_000  # the vendor says 2 MB and nowhere which kind


class OfficialAccount:
    """`words` is the catalogue in the account's language. `link(picture id)` is a page for a phone; `picture` its bytes."""

    def __init__(
        self,
        settings: OfficialAccountSettings,
        *,
        session: aiohttp.ClientSession,
        memory: PlatformMemory,
        clock: Clock,
        words: Words,
        link: Callable[[int], str],
        picture: Callable[[int], str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        service = settings.account is Account.SERVICE
        patience = patience or Patience()
        lobby = open_lobby(memory, clock, words, link=link, picture=picture or link, patience=patience)
        self.api = official_api(settings, session, memory, clock)
        pushes = Pushes(lobby.notes, clock)
        customer = Customer(self.api, pushes, clock)
        uploads = Uploads(self.api, memory, clock, owner=PLATFORM, path="/cgi-bin/media/upload", limit=_PICTURE_BYTES)
        self._courier: ServiceCourier | SubscriptionCourier = (
            ServiceCourier(lobby, customer, uploads, pushes) if service else SubscriptionCourier(lobby)
        )
        self._listener = AccountListener(lobby, pushes if service else None, customer.heard)
        envelope = Envelope(settings.token, settings.aes_key, settings.appid) if settings.aes_key else None
        callback = Callback(settings.token, envelope, clock)
        self._door = Door(callback, self._listener, lobby.slots, lobby.mailbox, clock=clock, patience=patience)
        self._pictures = Pictures(session, self.api if service else None, settings.api_url)
        self._traits = Traits(
            edits=False, buttons=False, pushes=service, replies=False, files=False, illustrated=service
        )

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return self._traits

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """The handler of `GET|POST /wechat/callback`."""
        return await self._door.handle(request)

    async def run(self, receive: Receive) -> None:
        """Let the callback in until cancelled."""
        self._listener.listen(receive)
        try:
            await asyncio.Event().wait()
        finally:
            self._listener.listen(None)

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:  # noqa: ARG002 - the port's
        """Nothing can be edited here: `edit` is said anew. What cannot be said now is said with the next message."""
        return await self._courier.say(to, answer)

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        return await self._courier.deliver(to, parcel)

    async def working(self, to: Address) -> None:
        await self._courier.working(to)

    async def remove(self, to: Address, message: str) -> None:
        """WeChat cannot take a message back."""

    async def acknowledge(self, token: str, text: str = "") -> None:
        """A number was pressed: its short answer is the reply to that message."""
        account, _, event = token.partition(" ")
        if text:
            await self._courier.say(Address(PLATFORM, account, ChatKind.PRIVATE, hint=event), Answer(text))

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        return await self._pictures.fetch(attachment, limit)

    async def is_admin(self, chat: Chat, who: Identity) -> bool:  # noqa: ARG002 - the port's
        """Official accounts have no groups."""
        return False
