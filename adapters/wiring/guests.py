"""The chat platforms the operator configured: opened on the store, closed after the last word; their webhooks as routes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from adapters.settings.reading import Settings
from adapters.web.links import Links
from adapters.web.server import Handler, Route
from bot.errors import Field
from bot.ports import ChatPlatform, Clock
from bot.texts import Texts
from storage.store import Store


class Guests:
    """A platform's library is loaded only where its platform is configured. `routes` is filled by `open`."""

    def __init__(self, settings: Settings, *, secret: bytes, clock: Clock, links: Links) -> None:
        self._settings = settings
        self._secret = secret
        self._clock = clock
        self._links = links
        self._texts = Texts.load()
        self.routes: list[Route] = []

    @asynccontextmanager
    async def open(self, store: Store) -> AsyncGenerator[list[ChatPlatform]]:
        async with AsyncExitStack() as stack:
            found: list[ChatPlatform] = []
            if self._settings.telegram.configured:
                found.append(self._telegram(store, stack))
            if any(chat.configured for chat in (self._settings.wechat, self._settings.wecom, self._settings.wecombot)):
                session = await stack.enter_async_context(aiohttp.ClientSession())
                found += self._wechat(store, session)
            yield found

    def _telegram(self, store: Store, stack: AsyncExitStack) -> ChatPlatform:
        from adapters.chat.telegram.connect import telegram  # noqa: PLC0415  only where it is configured
        from adapters.chat.telegram.menu import listings  # noqa: PLC0415  as above
        from adapters.wiring.telegram import open_suggester, open_till, telegram_settings  # noqa: PLC0415  as above

        till = open_till(self._settings, store, self._texts, self._clock)
        platform = telegram(
            telegram_settings(self._settings, self._secret),
            clock=self._clock,
            moves=store.groups,
            till=till,
            suggester=open_suggester(self._settings, store, self._texts, self._clock),
            memory=store.notes,
            menu=listings(self._texts, self._settings.house.language, sells=till is not None),
        )
        stack.push_async_callback(platform.close)
        self._hang("/telegram/webhook", platform.webhook, "POST")
        return platform

    def _wechat(self, store: Store, session: aiohttp.ClientSession) -> list[ChatPlatform]:
        found: list[ChatPlatform] = []
        if self._settings.wechat.configured:
            found.append(self._account(store, session))
        if self._settings.wecom.configured:
            found.append(self._app(store, session))
        if self._settings.wecombot.configured:
            found.append(self._robot(store, session))
        return found

    def _account(self, store: Store, session: aiohttp.ClientSession) -> ChatPlatform:
        from adapters.chat.wechat.official_account.platform import OfficialAccount  # noqa: PLC0415  as above
        from adapters.wiring.wechat import account_settings  # noqa: PLC0415  as above

        account = OfficialAccount(
            account_settings(self._settings),
            session=session,
            memory=store.notes,
            clock=self._clock,
            words=self._words,
            link=self._links.page,
            picture=self._links.card,
        )
        self._hang("/wechat/callback", account.callback)
        return account

    def _app(self, store: Store, session: aiohttp.ClientSession) -> ChatPlatform:
        from adapters.chat.wechat.wecom_app.platform import WecomApp  # noqa: PLC0415  as above
        from adapters.wiring.wechat import app_settings  # noqa: PLC0415  as above

        app = WecomApp(
            app_settings(self._settings),
            session=session,
            memory=store.notes,
            clock=self._clock,
            words=self._words,
        )
        self._hang("/wecom/callback", app.callback)
        return app

    def _robot(self, store: Store, session: aiohttp.ClientSession) -> ChatPlatform:
        from adapters.chat.wechat.wecom_bot.platform import WecomBot  # noqa: PLC0415  as above
        from adapters.wiring.wechat import robot_settings  # noqa: PLC0415  as above

        robot = WecomBot(
            robot_settings(self._settings),
            session=session,
            memory=store.notes,
            clock=self._clock,
            words=self._words,
            load=store.blobs.get,
            link=self._links.page,
            picture=self._links.card,
        )
        self._hang("/wecombot/callback", robot.callback)
        return robot

    def _words(self, key: str, /, **fields: Field) -> str:
        """The platforms' own words: in the language among the fields, else in the house's."""
        language = str(fields.pop("language", "") or self._settings.house.language)
        return self._texts.say(language, key, **fields)

    def _hang(self, path: str, handler: Handler, *methods: str) -> None:
        self.routes += [(method, path, handler) for method in methods or ("GET", "POST")]
