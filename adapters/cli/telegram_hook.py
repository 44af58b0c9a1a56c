"""Telegram's webhook, by hand. `bananabot run` sets and deletes it by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from adapters.chat.telegram.polling import UPDATES
from adapters.cli.cells import Row
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.wiring.telegram import telegram_settings
from bot.errors import BananabotError, ConfigurationError

_SECONDS = 20.0
_SHOWN = ("pending_update_count", "last_error_message", "max_connections", "ip_address")


class Refused(BananabotError):
    """Telegram says no, or says nothing."""


class TelegramHook:
    platform = "telegram"

    def __init__(self, settings: Settings) -> None:
        self._settings = telegram_settings(settings, secret(settings.house))
        self._proxy = settings.telegram.http_proxy

    async def show(self) -> Row:
        """What Telegram knows of us, and its last error."""
        info = await self._call("getWebhookInfo", {})
        return {"url": info.get("url"), **{name.replace("_", " "): info.get(name) for name in _SHOWN}}

    async def set(self) -> str:
        found = self._settings
        if not found.public_url:
            raise ConfigurationError("BANANABOT_PUBLIC_URL: missing; for example https://bot.example.com")
        hook = {"url": found.webhook_url, "secret_token": found.webhook_secret, "allowed_updates": list(UPDATES)}
        await self._call("setWebhook", hook)
        return f"telegram calls {found.webhook_url}"

    async def delete(self) -> str:
        """Polling hears again; what waits there stays."""
        await self._call("deleteWebhook", {})
        return "telegram calls nobody"

    async def _call(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Raises `Refused`; the token never stands in it."""
        found, timeout = self._settings, aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(
                    f"{found.api_url}/bot{found.token}/{method}", json=parameters, proxy=self._proxy
                ) as response,
            ):
                answer = dict[str, Any](await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, ValueError, TypeError) as error:
            raise Refused(f"Telegram cannot be reached ({type(error).__name__}); see the network") from None
        if not answer.get("ok"):
            raise Refused(f"Telegram refuses {method}: {answer.get('description')}")
        result: Any = answer.get("result")
        return {} if result is True else dict(result)
