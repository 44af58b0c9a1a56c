"""What `bananabot doctor` looks at on the three platforms: token, allow-list, account type, and whether callbacks arrive."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass

import aiohttp

from adapters.chat.wechat import signature
from adapters.chat.wechat.api import Api, read_capped
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.menu import NO_MENU
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from adapters.chat.wechat.wecom_app.settings import WecomAppSettings
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
from bot.errors import BadReference, DeliveryError
from bot.ports import Clock

_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")

_NOT_GRANTED = 48001
_ALLOW_LISTS = frozenset({40164, 60020})
_WRONG_KEYS = frozenset({40001, 40013, 40125, 41002, 41004})
_DOOR_SECONDS = 10.0
_SECONDS = aiohttp.ClientTimeout(total=10.0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is fine, what was seen, and what to do."""

    fine: bool
    what: str
    advice: str = ""


class Checks:
    """`public_url` is where the platforms should reach us; None: not told."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock, public_url: str | None) -> None:
        self._session = session
        self._clock = clock
        self._public_url = public_url

    async def official_account(self, settings: OfficialAccountSettings, api: Api) -> list[Finding]:
        envelope = "" if settings.aes_key else "plaintext mode: anybody who saw one callback could forge others"
        mode = Finding(
            not envelope, envelope or "callbacks are encrypted", "set BANANABOT_WECHAT_AES_KEY and safe mode"
        )
        return [
            await self._rights(settings, api),
            mode if envelope else Finding(True, mode.what),
            await self._echo("/wechat/callback", settings.token, None),
        ]

    async def wecom_app(self, settings: WecomAppSettings, api: Api) -> list[Finding]:
        envelope = Envelope(settings.token, settings.aes_key, settings.corpid)
        try:
            await api.get("/cgi-bin/agent/get", {"agentid": str(settings.agentid)})
            rights = Finding(True, "WeCom gives us a token and knows the app")
        except Refused as error:
            rights = explained(error, "WECOM")
        except DeliveryError as error:
            rights = unreachable(str(error))
        return [rights, await self._echo("/wecom/callback", settings.token, envelope)]

    async def wecom_bot(self, settings: WecomBotSettings) -> list[Finding]:
        if settings.mode is Mode.WEBSOCKET:
            return [await self._door(settings.ws_url)]
        return [await self._echo("/wecombot/callback", settings.token, Envelope(settings.token, settings.aes_key, ""))]

    async def _door(self, url: str) -> Finding:
        """Whether the websocket opens. It is not signed in to: that would throw the running service out."""
        try:
            async with asyncio.timeout(_DOOR_SECONDS), self._session.ws_connect(url):
                pass
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Finding(
                False,
                f"{url} cannot be reached ({type(error).__name__})",
                "check the network and BANANABOT_WECOMBOT_WS_URL",
            )
        return Finding(True, f"{url} opens; id and secret are proven when the service connects")

    async def _rights(self, settings: OfficialAccountSettings, api: Api) -> Finding:
        """The menu tells the account types apart: unverified accounts may not even read it."""
        service = settings.account is Account.SERVICE
        try:
            await api.get("/cgi-bin/menu/get")
        except Refused as error:
            if error.code == _NOT_GRANTED:
                advice = "set BANANABOT_WECHAT_ACCOUNT=subscription"
                return Finding(not service, "the account is not verified: it may not push", advice if service else "")
            if error.code != NO_MENU:
                return explained(error, "WECHAT")
        except DeliveryError as error:
            return unreachable(str(error))
        advice = "" if service else "it may push pictures: set BANANABOT_WECHAT_ACCOUNT=service"
        return Finding(service, "WeChat gives us a token and the account is verified", advice)

    async def _echo(self, path: str, token: str, envelope: Envelope | None) -> Finding:
        """Ask ourselves, by the public way, what the console's URL check asks."""
        if self._public_url is None:
            return Finding(False, f"nobody knows where {path} is", "set BANANABOT_PUBLIC_URL to the https address")
        url, echo = self._public_url.rstrip("/") + path, secrets.token_hex(8)
        try:
            async with self._session.get(url, params=self._signed(token, envelope, echo), timeout=_SECONDS) as answer:
                read = (await read_capped(answer.content, 4_096)).decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, BadReference) as error:
            return Finding(
                False, f"{url} cannot be reached ({type(error).__name__})", "check DNS, certificate and proxy"
            )
        if read != echo:
            return Finding(
                False, f"{url} answers {answer.status}, not our echo", "does the proxy pass path and query on?"
            )
        return Finding(True, f"{url} answers the URL check")

    def _signed(self, token: str, envelope: Envelope | None, echo: str) -> dict[str, str]:
        timestamp, nonce = str(int(self._clock.now().timestamp())), secrets.token_hex(6)
        head = {"timestamp": timestamp, "nonce": nonce}
        if envelope is None:
            return {**head, "echostr": echo, "signature": signature.sign(token, timestamp, nonce)}
        sealed = envelope.seal(echo.encode(), timestamp, nonce)
        return {**head, "echostr": sealed.encrypt, "msg_signature": sealed.signature}


def explained(error: Refused, group: str) -> Finding:
    """What an error code means for the operator; `group` names the variables."""
    if error.code in _ALLOW_LISTS:
        address = _ADDRESS.search(error.message)
        seen = f"our address {address[0]}" if address else "our address"
        return Finding(False, f"{seen} is not on the allow-list", "add it in the console; it has to stay the same")
    if error.code in _WRONG_KEYS:
        return Finding(False, str(error), f"check the id and BANANABOT_{group}_SECRET")
    return Finding(False, str(error), "look the code up in the platform's list of error codes")


def unreachable(why: str) -> Finding:
    """The API did not answer in a way that makes sense."""
    return Finding(False, f"the platform's API cannot be reached: {why}", "check the network and BANANABOT_…_API_URL")
