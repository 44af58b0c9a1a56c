"""Brings the configured library in, and only that one."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import cast

from adapters.chat.telegram.api import Api
from adapters.chat.telegram.menu import Listing
from adapters.chat.telegram.platform import Hooks, Telegram
from adapters.chat.telegram.settings import Library, TelegramSettings
from bot.errors import ConfigurationError
from bot.ports import ChatMoves, Clock, PlatformMemory, Suggester, Till

_SOCKS = {Library.AIOGRAM: ("aiohttp_socks", "aiohttp-socks"), Library.PTB: ("socksio", "socksio")}


def open_api(settings: TelegramSettings) -> Api:
    """The Bot API through the library of the settings; importing aiogram takes seconds, so nobody pays for the other.

    Raises `ConfigurationError` for a proxy that nothing here speaks to.
    """
    _passable(settings)
    module = importlib.import_module(f"adapters.chat.telegram.library_{settings.library}")
    return cast("Api", module.connect(settings))


def _passable(settings: TelegramSettings) -> None:
    """SOCKS is spoken by a package that each library wants apart."""
    module, package = _SOCKS[settings.library]
    if settings.proxy.startswith("socks") and importlib.util.find_spec(module) is None:
        raise ConfigurationError(
            f"BANANABOT_TELEGRAM_PROXY: a SOCKS proxy needs another package: pip install {package}; HTTP proxies need none"
        )


def telegram(
    settings: TelegramSettings,
    *,
    clock: Clock,
    moves: ChatMoves | None = None,
    till: Till | None = None,
    suggester: Suggester | None = None,
    memory: PlatformMemory | None = None,
    menu: Sequence[Listing] = (),
) -> Telegram:
    """Telegram with a bot of our own; the others as in `Hooks`."""
    return Telegram(settings, open_api(settings), clock=clock, hooks=Hooks(moves, till, suggester, memory), menu=menu)
