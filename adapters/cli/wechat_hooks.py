"""The callbacks and menus of WeChat, by hand: the address stands in a console, which only people can enter; the menu is ours."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import aiohttp

from adapters.chat.wechat.checks import explained
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.forgetful import ForgetfulMemory
from adapters.chat.wechat.menu import Menu
from adapters.chat.wechat.official_account.calls import official_api
from adapters.chat.wechat.official_account.settings import Account
from adapters.chat.wechat.wecom_app.calls import wecom_api
from adapters.cli.cells import Row
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.wiring.wechat import account_settings, app_settings
from bot.errors import BananabotError, DeliveryError
from bot.texts import Texts


class NotDone(BananabotError):
    """The platform says no, or says nothing."""


class RobotHook:
    """Has nothing but an address; over the websocket not even that."""

    platform = "wecombot"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def show(self) -> Row:
        return {"url": _address(self._settings, self.platform) if self._called else None}

    async def set(self) -> str:
        if not self._called:
            return "wecombot uses the websocket: nothing to set"
        return f"wecombot: enter {_address(self._settings, self.platform)} in the console"

    async def delete(self) -> str:
        return "wecombot: take the address out of the console" if self._called else "wecombot: stop the service"

    @property
    def _called(self) -> bool:
        return self._settings.wecombot.mode == "callback"


class MenuHook:
    """`platform` is wechat or wecom: an address in the console, and a menu under the chat."""

    def __init__(self, settings: Settings, platform: str) -> None:
        self.platform = platform
        self._settings = settings

    async def show(self) -> Row:
        url = _address(self._settings, self.platform)
        if self._bare:
            return {"url": url, "menu": None}
        async with self._menu() as menu:
            return {"url": url, "menu": " · ".join(await menu.names()) or None}

    async def set(self) -> str:
        enter = f"{self.platform}: enter {_address(self._settings, self.platform)} in the console"
        if self._bare:
            return f"{enter}; an unverified account has no menu"
        async with self._menu() as menu:
            await menu.set(partial(Texts.load().say, self._settings.house.language))
        return f"{enter}; the menu is set"

    async def delete(self) -> str:
        if not self._bare:
            async with self._menu() as menu:
                await menu.delete()
        return f"{self.platform}: the menu is gone; take the address out of the console"

    @property
    def _bare(self) -> bool:
        return self.platform == "wechat" and account_settings(self._settings).account is Account.SUBSCRIPTION

    @asynccontextmanager
    async def _menu(self) -> AsyncGenerator[Menu]:
        """Raises `NotDone`, in one line that says what to do."""
        memory, clock = ForgetfulMemory(), SystemClock()
        async with aiohttp.ClientSession(trust_env=True) as session:
            with _explained(self.platform):
                if self.platform == "wechat":
                    yield Menu(official_api(account_settings(self._settings), session, memory, clock))
                    return
                app = app_settings(self._settings)
                yield Menu(wecom_api(app, session, memory, clock), {"agentid": str(app.agentid)})


@contextmanager
def _explained(platform: str) -> Generator[None]:
    try:
        yield
    except Refused as error:
        found = explained(error, platform.upper())
        raise NotDone(f"{platform}: {found.what}; {found.advice}") from None
    except DeliveryError as error:
        raise NotDone(f"{platform}: {error}; check the network and BANANABOT_{platform.upper()}_API_URL") from None


def _address(settings: Settings, platform: str) -> str:
    return f"{settings.house.public_url or 'BANANABOT_PUBLIC_URL'}/{platform}/callback"
