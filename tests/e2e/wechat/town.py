"""An official account, its platform and a follower's phone, wired together on loopback."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from adapters.chat.wechat.official_account.platform import OfficialAccount
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from adapters.chat.wechat.slots import Patience
from adapters.chat.wechat.words import Words
from tests.e2e.wechat.core import Core
from tests.e2e.wechat.serving import Background, Serve
from tests.e2e.wechat.words import words
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.official_api import OfficialApi
from tests.emulators.wechat.official_phone import Phone
from tests.emulators.wechat.official_state import OfficialState
from tests.fakes.platform_memory import FakePlatformMemory
from tests.fakes.provider import FakeProvider

TOKEN, KEY = "a-token-for-tests", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ANN = "oANN_followed"


def scaled(cut_off: float) -> Patience:
    """The real patience is for five seconds."""
    if cut_off == 5.0:
        return Patience()
    share = cut_off / 0.3
    return Patience(attempt=0.27 * share, last=0.8 * share, final=0.55 * share, cut=0.6 * share, margin=0.05 * share)


@dataclass
class Town:
    """`provider` is who draws, where the core is the real one."""

    state: OfficialState
    api: OfficialApi
    home: str
    account: OfficialAccount
    core: Core
    phone: Phone
    hours: Hours
    memory: FakePlatformMemory
    provider: FakeProvider | None = None


class Builder:
    """Makes towns and remembers them, so that a test can fail for what went wrong unseen in a core."""

    def __init__(self, session: aiohttp.ClientSession, serve: Serve, background: Background) -> None:
        self._session = session
        self._serve = serve
        self._background = background
        self.towns: list[Town] = []

    async def __call__(
        self,
        kind: str = "service",
        *,
        mode: str = "safe",
        form: str = "xml",
        cut_off: float = 0.3,
        words: Words = words,
        listening: bool = True,
        **drawing: Any,
    ) -> Town:
        hours, memory = Hours(), FakePlatformMemory()
        state = OfficialState(hours, kind)
        api = OfficialApi(state)
        home = await self._serve(api.app)
        aes_key = "" if mode == "plain" else KEY
        account = OfficialAccount(
            OfficialAccountSettings(state.appid, state.secret, TOKEN, aes_key, Account(kind), home),
            session=self._session,
            memory=memory,
            clock=hours,
            words=words,
            link=lambda picture: f"https://pictures.example/i/{picture}",
            picture=lambda picture: f"https://pictures.example/i/{picture}.jpg",
            patience=scaled(cut_off),
        )
        url = await self.door(account)
        core = Core(account, **drawing)
        if listening:
            self._background(account.run(core.receive))
            await asyncio.sleep(0)
        crypto = Crypto(TOKEN, KEY, state.appid)
        phone = Phone(state, self._session, url, token=TOKEN, crypto=crypto, mode=mode, form=form, cut_off=cut_off)
        self.towns.append(Town(state, api, home, account, core, phone, hours, memory))
        return self.towns[-1]

    async def door(self, account: OfficialAccount) -> str:
        app = web.Application()
        app.router.add_route("GET", "/wechat/callback", account.callback)
        app.router.add_route("POST", "/wechat/callback", account.callback)
        return await self._serve(app) + "/wechat/callback"


def shown(town: Town, who: str = ANN) -> list[tuple[str, str]]:
    return [(seen.how, seen.kind) for seen in town.phone.screen(who)]
