"""Calls to WeCom's API with the app's token. It cannot be renewed by force: asking again gives the valid one."""

from __future__ import annotations

import aiohttp

from adapters.chat.wechat.api import Api, Wire
from adapters.chat.wechat.token import AccessToken, Grant, granted
from adapters.chat.wechat.wecom_app.inbound import PLATFORM
from adapters.chat.wechat.wecom_app.settings import WecomAppSettings
from bot.ports import Clock, PlatformMemory


def wecom_api(settings: WecomAppSettings, session: aiohttp.ClientSession, memory: PlatformMemory, clock: Clock) -> Api:
    wire = Wire(session, settings.api_url)

    async def fetch(_force: bool) -> Grant:
        asked = {"corpid": settings.corpid, "corpsecret": settings.secret}
        body = await wire.json("GET", "/cgi-bin/gettoken", asked)
        return granted(body)

    return Api(wire, AccessToken(f"{PLATFORM}//token", fetch, memory, clock))
