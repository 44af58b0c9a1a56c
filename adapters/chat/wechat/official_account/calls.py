"""Calls to the official account's API, with the stable token that every process shares."""

from __future__ import annotations

import aiohttp

from adapters.chat.wechat.api import Api, Wire
from adapters.chat.wechat.body import write_json
from adapters.chat.wechat.official_account.inbound import PLATFORM
from adapters.chat.wechat.official_account.settings import OfficialAccountSettings
from adapters.chat.wechat.token import AccessToken, Grant, granted
from bot.ports import Clock, PlatformMemory


def official_api(
    settings: OfficialAccountSettings, session: aiohttp.ClientSession, memory: PlatformMemory, clock: Clock
) -> Api:
    wire = Wire(session, settings.api_url)

    async def stable_token(force: bool) -> Grant:
        asked = {"grant_type": "client_credential", "appid": settings.appid, "secret": settings.secret}
        body = await wire.json("POST", "/cgi-bin/stable_token", None, write_json({**asked, "force_refresh": force}))
        return granted(body)

    return Api(wire, AccessToken(f"{PLATFORM}//token", stable_token, memory, clock))
