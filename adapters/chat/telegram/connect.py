"""Brings the configured library in, and only that one."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import cast

from adapters.chat.telegram.api import Api
from adapters.chat.telegram.menu import Listing
from adapters.chat.telegram.platform import Telegram
from adapters.chat.telegram.settings import TelegramSettings
from bot.ports import ChatMoves, Clock


def open_api(settings: TelegramSettings) -> Api:
    """The Bot API through the library of the settings; importing aiogram takes seconds, so nobody pays for the other."""
    module = importlib.import_module(f"adapters.chat.telegram.library_{settings.library}")
    return cast("Api", module.connect(settings))


def telegram(
    settings: TelegramSettings, *, clock: Clock, moves: ChatMoves | None = None, menu: Sequence[Listing] = ()
) -> Telegram:
    """Telegram with a bot of our own. Raises `ConfigurationError` for a proxy that the library cannot use."""
    return Telegram(settings, open_api(settings), clock=clock, moves=moves, menu=menu)
