"""Mounts our bot in a host's own aiogram bot: `platform(bot)` answers through it, `router(…)` listens in it.

The host's dispatcher decides when an update counts as handled. Keep aiogram's default of handling updates as tasks: the
pictures of an album come in several.
"""

from __future__ import annotations

from typing import Any

import aiogram
from aiogram.types import TelegramObject, Update

from adapters.chat.telegram.inbound import Me
from adapters.chat.telegram.intake import Intake
from adapters.chat.telegram.library_aiogram import AiogramApi
from adapters.chat.telegram.platform import Hooks, Telegram
from adapters.chat.telegram.polling import UPDATES
from adapters.chat.telegram.settings import TelegramSettings
from adapters.clock import SystemClock
from bot.ports import Clock, Receive


def platform(bot: aiogram.Bot, *, secret: bytes, clock: Clock | None = None, hooks: Hooks | None = None) -> Telegram:
    """Telegram through the host's bot, its session and its middlewares. `secret` signs buttons: keep it for ever."""
    settings = TelegramSettings(token=bot.token, secret=secret)
    return Telegram(settings, AiogramApi(bot), clock=clock or SystemClock(), hooks=hooks or Hooks())


def router(mounted: Telegram, receive: Receive, *, name: str = "bananabot") -> aiogram.Router:
    """A fresh router for `include_router`, after the host's own: what it does not want it leaves to the next one."""
    ours = aiogram.Router(name=name)
    door = _Door(mounted, receive)
    for kind in UPDATES:
        ours.observers[kind].register(door.take, door.wants)
    return ours


class _Door:
    def __init__(self, mounted: Telegram, receive: Receive) -> None:
        self._mounted = mounted
        self._receive = receive
        self._intake: Intake | None = None

    async def wants(self, _: TelegramObject, event_update: Update, bot: aiogram.Bot) -> bool:
        if self._intake is None:
            me = await bot.me()
            self._intake = self._mounted.intake(Me(me.id, me.username or ""), self._receive)
        return self._intake.wants(_plain(event_update))

    async def take(self, _: TelegramObject, event_update: Update) -> None:
        assert self._intake is not None
        await self._intake.take(_plain(event_update))


def _plain(update: Update) -> dict[str, Any]:
    """As the server sent it."""
    return update.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
