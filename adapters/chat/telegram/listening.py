"""Listening: polls, or lets the webhook in, from the first word with the server until cancelled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from adapters.chat.telegram import inbound
from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.aside import Aside
from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.holding import Holding
from adapters.chat.telegram.inbound import Me
from adapters.chat.telegram.intake import Intake
from adapters.chat.telegram.menu import Listing, publish
from adapters.chat.telegram.polling import UNKNOWN_TOKEN, UPDATES, Poller
from adapters.chat.telegram.settings import Mode, TelegramSettings
from adapters.chat.telegram.webhook import Door
from bot.errors import ConfigurationError
from bot.model import Incoming
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_SECONDS = 20  # for one call while starting
_PAUSES = 5  # doublings until the pause between two tries stays the same


class Listening:
    def __init__(
        self,
        settings: TelegramSettings,
        api: Api,
        *,
        buttons: Buttons,
        aside: Aside,
        door: Door,
        menu: Sequence[Listing],
        clock: Clock,
        holding: Holding | None,
    ) -> None:
        self._settings = settings
        self._api = api
        self._buttons = buttons
        self._aside = aside
        self._door = door
        self._menu = menu
        self._clock = clock
        self._holding = holding

    async def run(self, receive: Receive) -> None:
        """Raises `ConfigurationError` for a token nobody knows."""
        me = await self.introduce()
        log.info("telegram: listening", extra={"bot": me.username, "mode": self._settings.mode.value})
        intake = self.intake(me, receive)
        publishing = asyncio.create_task(publish(self._api, self._clock, self._menu))
        try:
            if self._settings.mode is Mode.POLLING:
                await self._insist("deleteWebhook", {})
                seconds, grace = self._settings.poll_seconds, self._settings.poll_grace
                await Poller(self._api, intake, self._clock, seconds=seconds, grace=grace).run()
            else:
                await self._open(intake)
        finally:
            self._door.take = None
            await intake.close()
            publishing.cancel()
            await asyncio.gather(publishing, return_exceptions=True)

    def intake(self, me: Me, receive: Receive) -> Intake:
        """The way in, for our own updates or those that a host's bot hands us."""

        def read(update: object) -> Incoming | None:
            return inbound.read(update, me, self._buttons, self._clock.now())

        quiet = self._settings.album_seconds
        return Intake(
            read=read, aside=self._aside, receive=receive, clock=self._clock, quiet=quiet, holding=self._holding
        )

    async def introduce(self) -> Me:
        """Who we are; asks until the server answers. Raises `ConfigurationError`."""
        me = Node(await self._insist("getMe", {}))
        return Me(me["id"].number or 0, me["username"].text)

    async def _open(self, intake: Intake) -> None:
        self._door.take = intake.take
        hook = {"url": self._settings.webhook_url, "secret_token": self._settings.webhook_secret}
        await self._insist("setWebhook", {**hook, "allowed_updates": list(UPDATES), "max_connections": 100})
        await intake.resume()

    async def _insist(self, method: str, parameters: dict[str, Any]) -> Any:
        """Call until there is an answer: a service starts although the network is not up yet."""
        tries = 0
        while True:
            try:
                return await self._api.call(method, parameters, seconds=_SECONDS)
            except Refused as refused:
                if refused.code in {401, 404}:
                    raise ConfigurationError(UNKNOWN_TOKEN) from refused
                if refused.code == 400:
                    raise ConfigurationError(f"Telegram refuses {method}: {refused.description}") from refused
                reason, pause = str(refused), refused.retry_after or 2.0**tries
            except (Unreached, Silent) as trouble:
                reason, pause = str(trouble), 2.0**tries
            log.warning("telegram: cannot start yet", extra={"method": method, "reason": reason})
            tries = min(tries + 1, _PAUSES)
            await self._clock.sleep(pause)
