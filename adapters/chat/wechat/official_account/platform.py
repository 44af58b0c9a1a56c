"""An official account as a chat platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
from aiohttp import web

from adapters.chat.wechat.api import Api, Wire
from adapters.chat.wechat.body import text, write_json
from adapters.chat.wechat.callback import Callback
from adapters.chat.wechat.door import Door
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.mailbox import Mailbox
from adapters.chat.wechat.media import Uploads
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.official_account.customer import Customer
from adapters.chat.wechat.official_account.inbound import PLATFORM
from adapters.chat.wechat.official_account.listener import AccountListener
from adapters.chat.wechat.official_account.pictures import Pictures
from adapters.chat.wechat.official_account.pushes import Pushes
from adapters.chat.wechat.official_account.service import ServiceCourier
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from adapters.chat.wechat.official_account.subscription import SubscriptionCourier
from adapters.chat.wechat.scribe import Scribe
from adapters.chat.wechat.slots import Patience, Slots
from adapters.chat.wechat.token import AccessToken, Grant
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
        patience = patience or Patience()
        notes, slots = Notes(PLATFORM, memory, clock), Slots(clock, patience)
        mailbox = Mailbox(notes)
        scribe = Scribe(notes, mailbox, words, link, picture or link)
        service = settings.account is Account.SERVICE
        self.api = official_api(settings, session, memory, clock)
        pushes = Pushes(notes, clock)
        customer = Customer(self.api, pushes, clock)
        uploads = Uploads(self.api, memory, clock, owner=PLATFORM, path="/cgi-bin/media/upload", limit=_PICTURE_BYTES)
        self._courier: ServiceCourier | SubscriptionCourier = (
            ServiceCourier(
                customer=customer,
                uploads=uploads,
                pushes=pushes,
                scribe=scribe,
                mailbox=mailbox,
                slots=slots,
                words=words,
            )
            if service
            else SubscriptionCourier(scribe=scribe, mailbox=mailbox, slots=slots, words=words)
        )
        self._listener = AccountListener(
            notes=notes, scribe=scribe, slots=slots, pushes=pushes if service else None, heard=customer.heard
        )
        envelope = Envelope(settings.token, settings.aes_key, settings.appid) if settings.aes_key else None
        self._door = Door(
            callback=Callback(settings.token, envelope, clock),
            listener=self._listener,
            slots=slots,
            mailbox=mailbox,
            clock=clock,
            patience=patience,
        )
        self._pictures = Pictures(session, self.api if service else None, settings.api_url)
        self._traits = Traits(edits=False, buttons=False, pushes=service, replies=False)

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


def official_api(
    settings: OfficialAccountSettings, session: aiohttp.ClientSession, memory: PlatformMemory, clock: Clock
) -> Api:
    """Calls with the account's stable token, which every process shares."""
    wire = Wire(session, settings.api_url)

    async def stable_token(force: bool) -> Grant:
        asked = {"grant_type": "client_credential", "appid": settings.appid, "secret": settings.secret}
        body = await wire.json("POST", "/cgi-bin/stable_token", None, write_json({**asked, "force_refresh": force}))
        return Grant(text(body, "access_token"), float(text(body, "expires_in") or 0))

    return Api(wire, AccessToken(f"{PLATFORM}//token", stable_token, memory, clock))
