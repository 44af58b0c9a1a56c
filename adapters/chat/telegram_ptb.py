"""Mounts our bot in a host's own python-telegram-bot application: `platform(bot)` answers through it, `register` listens.

The host's application decides when an update counts as handled.
"""

from __future__ import annotations

from typing import Any

import telegram
from telegram.ext import Application, BaseHandler, CallbackContext

from adapters.chat.telegram.inbound import Me
from adapters.chat.telegram.intake import Intake
from adapters.chat.telegram.library_ptb import PtbApi
from adapters.chat.telegram.platform import Hooks, Telegram
from adapters.chat.telegram.settings import TelegramSettings
from adapters.clock import SystemClock
from bot.ports import Clock, Receive

_Context = CallbackContext[Any, Any, Any, Any]


def platform(bot: telegram.Bot, *, secret: bytes, clock: Clock | None = None, hooks: Hooks | None = None) -> Telegram:
    """Telegram through the host's bot and its connections. `secret` signs buttons: keep it for ever."""
    settings = TelegramSettings(token=bot.token, secret=secret)
    return Telegram(settings, PtbApi(bot), clock=clock or SystemClock(), hooks=hooks or Hooks())


def register(
    application: Application[Any, Any, Any, Any, Any, Any], mounted: Telegram, receive: Receive, *, group: int = 0
) -> None:
    """Add our handler after the host's own of that group: one handler a group fires, so what the host takes we never see."""
    application.add_handler(_Door(application.bot, mounted, receive), group=group)


class _Door(BaseHandler[telegram.Update, _Context, None]):
    """Runs beside other updates (`block=False`): the pictures of an album come in several."""

    def __init__(self, bot: telegram.Bot, mounted: Telegram, receive: Receive) -> None:
        super().__init__(self._take, block=False)
        self._bot = bot
        self._mounted = mounted
        self._receive = receive
        self._intake: Intake | None = None

    def check_update(self, update: object) -> bool:
        if not isinstance(update, telegram.Update):
            return False
        if self._intake is None:  # who we are is known once the application has started
            self._intake = self._mounted.intake(Me(self._bot.id, self._bot.username), self._receive)
        return self._intake.wants(update.to_dict())

    async def _take(self, update: telegram.Update, _: _Context) -> None:
        assert self._intake is not None
        await self._intake.take(update.to_dict())
