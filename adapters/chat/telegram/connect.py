"""Brings the configured library in, and only that one."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import cast

from adapters.chat.telegram.api import Api
from adapters.chat.telegram.menu import Listing
from adapters.chat.telegram.platform import Hooks, Telegram
from adapters.chat.telegram.settings import TelegramSettings
from bot.ports import ChatMoves, Clock, Suggester, Till


def open_api(settings: TelegramSettings) -> Api:
    """The Bot API through the library of the settings; importing aiogram takes seconds, so nobody pays for the other."""
    module = importlib.import_module(f"adapters.chat.telegram.library_{settings.library}")
    return cast("Api", module.connect(settings))


def telegram(
    settings: TelegramSettings,
    *,
    clock: Clock,
    moves: ChatMoves | None = None,
    till: Till | None = None,
    suggester: Suggester | None = None,
    menu: Sequence[Listing] = (),
) -> Telegram:
    """Telegram with a bot of our own; `moves`, `till` and `suggester` as in `Hooks`."""
    return Telegram(settings, open_api(settings), clock=clock, hooks=Hooks(moves, till, suggester), menu=menu)
