"""A host's own Telegram bot as one of our platforms, with groups that move, payments and inline questions reaching us."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from adapters.chat.telegram.platform import Hooks, Telegram
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.wiring.telegram import open_suggester, open_till
from bot.ports import ChatPlatform
from bot.texts import Texts
from storage.store import Store

Make = Callable[[Hooks], Telegram]


class Mounted:
    """The `guests` of `open_house`. `platform` is there while the house is open."""

    def __init__(self, settings: Settings, make: Make) -> None:
        self._settings = settings
        self._make = make
        self._platform: Telegram | None = None

    @property
    def platform(self) -> Telegram:
        assert self._platform is not None, "the house is not open"
        return self._platform

    @asynccontextmanager
    async def open(self, store: Store) -> AsyncGenerator[list[ChatPlatform]]:
        texts, clock = Texts.load(), SystemClock()
        till = open_till(self._settings, store, texts, clock)
        self._platform = self._make(Hooks(store.groups, till, open_suggester(self._settings, store, texts, clock)))
        yield [self._platform]
