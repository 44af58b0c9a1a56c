"""Telegram as a chat platform, over whichever library."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.chat.telegram import downloads, limits
from adapters.chat.telegram.admins import Admins
from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.aside import Aside
from adapters.chat.telegram.asking import ask
from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.holding import Holding
from adapters.chat.telegram.inbound import DIRECT, PLATFORM, Me
from adapters.chat.telegram.inline import Inline
from adapters.chat.telegram.intake import Intake
from adapters.chat.telegram.listening import Listening
from adapters.chat.telegram.menu import Listing
from adapters.chat.telegram.pace import Pace
from adapters.chat.telegram.parcels import Parcels
from adapters.chat.telegram.post import Post
from adapters.chat.telegram.settings import PUBLIC_API, Mode, TelegramSettings
from adapters.chat.telegram.speech import Speech, thread
from adapters.chat.telegram.stars import Stars
from adapters.chat.telegram.webhook import Door
from bot.model import Address, Attachment, Chat, Identity
from bot.ports import (
    Answer,
    ChatMoves,
    Clock,
    Invoice,
    Parcel,
    PlatformMemory,
    Receipt,
    Receive,
    Suggester,
    Till,
    Traits,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who in the core is told what only some platforms have: groups that moved, payments, inline questions.

    `memory` keeps what a webhook has acknowledged before all of it was there; without one it acknowledges nothing that early.
    """

    moves: ChatMoves | None = None
    till: Till | None = None
    suggester: Suggester | None = None
    memory: PlatformMemory | None = None


class Telegram:
    """Implements `bot.ports.ChatPlatform` and `bot.ports.Cashier`. `menu`: the commands to show, in every language."""

    def __init__(
        self, settings: TelegramSettings, api: Api, *, clock: Clock, hooks: Hooks, menu: Sequence[Listing] = ()
    ) -> None:
        self._api = api
        self._clock = clock
        self._own = settings.api_url.rstrip("/") != PUBLIC_API
        buttons, post = Buttons(settings.secret), Post(api, Pace(clock, settings.per_second), clock)
        self._speech = Speech(post, buttons, clock)
        self._parcels = Parcels(post, buttons, self._speech.progress)
        self._admins = Admins(api, clock)
        self._stars = Stars(api, post, hooks.till, secret=settings.secret, clock=clock)
        self._door = Door(settings.webhook_secret)
        inline = Inline(api, hooks.suggester, clock)
        aside = Aside(self.acknowledge, stars=self._stars, inline=inline, moves=hooks.moves, clock=clock)
        polling = settings.mode is Mode.POLLING
        holding = None if polling or hooks.memory is None else Holding(hooks.memory, clock)
        self._listening = Listening(
            settings, api, buttons=buttons, aside=aside, door=self._door, menu=menu, clock=clock, holding=holding
        )
        self._traits = Traits(quiet=True, sells=hooks.till is not None, alone=polling, metered=True, turns=True)

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return self._traits

    # ── listening ──

    async def run(self, receive: Receive) -> None:
        """Until cancelled. Raises `ConfigurationError` for a token nobody knows."""
        await self._listening.run(receive)

    async def webhook(self, request: web.Request) -> web.Response:
        """The handler of `POST /telegram/webhook`."""
        return await self._door.handle(request)

    def intake(self, me: Me, receive: Receive) -> Intake:
        """The way in for updates that a host's own bot gets."""
        return self._listening.intake(me, receive)

    # ── answering ──

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        return await (self._speech.say(to, answer) if edit is None else self._speech.edit(to, edit, answer))

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        return await self._parcels.deliver(to, parcel)

    async def working(self, to: Address) -> None:
        topic = {} if to.thread is None or to.thread.startswith(DIRECT) else thread(to.thread)
        await self._try("sendChatAction", {"chat_id": int(to.chat), "action": "upload_photo", **topic}, patience=0)

    async def remove(self, to: Address, message: str) -> None:
        await self._speech.remove(to, message)

    async def acknowledge(self, token: str, text: str = "") -> None:
        words = {"text": limits.cut(text, limits.TOAST)} if text else {}
        await self._try("answerCallbackQuery", {"callback_query_id": token, **words}, patience=10)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        return await downloads.fetch(self._api, self._clock, attachment.ref, limit, own=self._own)

    async def is_admin(self, chat: Chat, who: Identity) -> bool:
        return await self._admins.includes(chat.id, who.account)

    # ── selling ──

    async def bill(self, to: Address, invoice: Invoice) -> str | None:
        return await self._stars.bill(to, invoice)

    async def payer(self, charge: str) -> Identity | None:
        return await self._stars.payer(charge)

    async def give_back(self, buyer: Identity, charge: str) -> bool:
        return await self._stars.give_back(buyer, charge)

    async def close(self) -> None:
        """Let the connections go."""
        await self._speech.progress.close()
        await self._api.close()

    async def _try(self, method: str, parameters: dict[str, Any], *, patience: float) -> None:
        """Small courtesies: worth a try, never an error."""
        try:
            await ask(self._api, self._clock, method, parameters, patience=patience)
        except (Refused, Unreached, Silent) as error:
            log.debug("not taken", extra={"method": method, "error": str(error)})
