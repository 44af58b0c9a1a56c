"""Telegram as a chat platform, over whichever library."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from adapters.chat.telegram import downloads, inbound, limits
from adapters.chat.telegram.admins import Admins
from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.aside import Aside
from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import PLATFORM, Me
from adapters.chat.telegram.intake import Intake
from adapters.chat.telegram.menu import Listing, publish
from adapters.chat.telegram.pace import Pace
from adapters.chat.telegram.parcels import Parcels
from adapters.chat.telegram.polling import UPDATES, Poller
from adapters.chat.telegram.post import Post
from adapters.chat.telegram.settings import Mode, TelegramSettings
from adapters.chat.telegram.speech import Speech
from adapters.chat.telegram.webhook import Door
from bot.errors import ConfigurationError
from bot.model import Address, Attachment, Chat, Identity, Incoming
from bot.ports import Answer, ChatMoves, Clock, Parcel, Receipt, Receive, Traits

log = logging.getLogger(__name__)


class Telegram:
    """`moves` is told when a group becomes a supergroup; `menu` gives the commands to show, in every language."""

    def __init__(
        self,
        settings: TelegramSettings,
        api: Api,
        *,
        clock: Clock,
        moves: ChatMoves | None = None,
        menu: Sequence[Listing] = (),
    ) -> None:
        self._settings = settings
        self._api = api
        self._clock = clock
        self._menu = menu
        self._buttons = Buttons(settings.secret)
        post = Post(api, Pace(clock, settings.per_second), clock)
        self._speech = Speech(post, self._buttons)
        self._parcels = Parcels(post, self._buttons)
        self._admins = Admins(api, clock)
        self._door = Door(settings.webhook_secret)
        self._aside = Aside(self.acknowledge, moves, clock)
        self._traits = Traits(quiet=True, sells=True)

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return self._traits

    # ── listening ──

    async def run(self, receive: Receive) -> None:
        """Poll, or let the webhook in, until cancelled. Raises `ConfigurationError` for a token nobody knows."""
        me = await self.introduce()
        log.info("telegram: listening", extra={"bot": me.username, "mode": self._settings.mode.value})
        intake = self.intake(me, receive)
        publishing = asyncio.create_task(publish(self._api, self._menu))
        try:
            if self._settings.mode is Mode.POLLING:
                await self._insist("deleteWebhook", {})
                await Poller(self._api, intake, self._clock, self._settings.poll_seconds).run()
            else:
                await self._open(intake)
        finally:
            self._door.take = None
            publishing.cancel()
            await asyncio.gather(publishing, return_exceptions=True)

    def intake(self, me: Me, receive: Receive) -> Intake:
        """The way in for updates that somebody else gets (a host's own bot)."""

        def read(update: object) -> Incoming | None:
            return inbound.read(update, me, self._buttons, self._clock.now())

        quiet = self._settings.album_seconds
        return Intake(read=read, aside=self._aside.take, receive=receive, clock=self._clock, quiet=quiet)

    async def introduce(self) -> Me:
        """Who we are; asks until the server answers. Raises `ConfigurationError`."""
        me = Node(await self._insist("getMe", {}))
        return Me(me["id"].number or 0, me["username"].text)

    async def webhook(self, request: web.Request) -> web.Response:
        """The handler of `POST /telegram/webhook`."""
        return await self._door.handle(request)

    async def _open(self, intake: Intake) -> None:
        self._door.take = intake.take
        hook = {"url": self._settings.webhook_url, "secret_token": self._settings.webhook_secret}
        await self._insist("setWebhook", {**hook, "allowed_updates": list(UPDATES), "max_connections": 100})
        await asyncio.Event().wait()

    async def _insist(self, method: str, parameters: dict[str, Any]) -> Any:
        """Call until there is an answer: a service starts although the network is not up yet."""
        tries = 0
        while True:
            try:
                return await self._api.call(method, parameters, seconds=20)
            except Refused as refused:
                if refused.code in {401, 404}:
                    raise ConfigurationError(
                        "BANANABOT_TELEGRAM_TOKEN: Telegram does not know this token (ask @BotFather for one)"
                    ) from refused
                if refused.code == 400:
                    raise ConfigurationError(f"Telegram refuses {method}: {refused.description}") from refused
                reason, pause = str(refused), refused.retry_after or 2.0**tries
            except (Unreached, Silent) as trouble:
                reason, pause = str(trouble), 2.0**tries
            log.warning("telegram: cannot start yet", extra={"method": method, "reason": reason})
            tries = min(tries + 1, 5)
            await self._clock.sleep(pause)

    # ── answering ──

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        return await (self._speech.say(to, answer) if edit is None else self._speech.edit(to, edit, answer))

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        return await self._parcels.deliver(to, parcel)

    async def working(self, to: Address) -> None:
        await self._try("sendChatAction", {"chat_id": int(to.chat), "action": "upload_photo", **_topic(to)})

    async def remove(self, to: Address, message: str) -> None:
        await self._speech.remove(to, message)

    async def acknowledge(self, token: str, text: str = "") -> None:
        words = {"text": limits.cut(text, limits.TOAST)} if text else {}
        await self._try("answerCallbackQuery", {"callback_query_id": token, **words})

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        return await downloads.fetch(self._api, attachment.ref, limit)

    async def is_admin(self, chat: Chat, who: Identity) -> bool:
        return await self._admins.includes(chat.id, who.account)

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()

    async def _try(self, method: str, parameters: dict[str, Any]) -> None:
        """Small courtesies: worth one try, never an error."""
        try:
            await self._api.call(method, parameters, seconds=10)
        except (Refused, Unreached, Silent) as error:
            log.debug("not taken", extra={"method": method, "error": str(error)})


def _topic(to: Address) -> dict[str, int]:
    return {} if to.thread is None else {"message_thread_id": int(to.thread)}
