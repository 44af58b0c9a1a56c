"""`bananabot webhook`: how Telegram reaches us. `bananabot run` sets and deletes it by itself; this is for looking and mending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import typer

from adapters.chat.telegram.polling import UPDATES
from adapters.chat.telegram.settings import TelegramSettings
from adapters.cli.opening import run_until_done, settings
from adapters.cli.table import JSON, show
from adapters.settings.secrets import secret
from adapters.wiring.telegram import telegram_settings
from bot.errors import BananabotError, ConfigurationError

app = typer.Typer()
webhook = typer.Typer(help="Set, show or delete Telegram's webhook.", rich_markup_mode=None)
app.add_typer(webhook, name="webhook")

_SECONDS = 20.0
_SHOWN = ("url", "pending_update_count", "last_error_message", "max_connections", "ip_address")


class Refused(BananabotError):
    """Telegram says no, or says nothing."""


@webhook.command("show", epilog="Example: bananabot webhook show")
def show_it(as_json: bool = JSON) -> None:
    """What Telegram knows of us, and its last error."""
    info = run_until_done(_call(_telegram(), "getWebhookInfo", {}))
    show([{name.replace("_", " "): info.get(name) for name in _SHOWN}], as_json=as_json)


@webhook.command("set", epilog="Example: BANANABOT_PUBLIC_URL=https://bot.example.com bananabot webhook set")
def set_it() -> None:
    """Have Telegram call BANANABOT_PUBLIC_URL."""
    found = _telegram()
    if not found.public_url:
        raise ConfigurationError("BANANABOT_PUBLIC_URL: missing; for example https://bot.example.com")
    hook = {"url": found.webhook_url, "secret_token": found.webhook_secret, "allowed_updates": list(UPDATES)}
    run_until_done(_call(found, "setWebhook", hook))
    typer.echo(f"telegram calls {found.webhook_url}")


@webhook.command("delete", epilog="Example: bananabot webhook delete")
def delete_it() -> None:
    """Have Telegram call nobody, so that polling hears again; what waits there stays."""
    run_until_done(_call(_telegram(), "deleteWebhook", {}))
    typer.echo("telegram calls nobody")


def _telegram() -> TelegramSettings:
    found = settings()
    if found.telegram.token is None:
        raise ConfigurationError("BANANABOT_TELEGRAM_TOKEN: missing; talk to @BotFather")
    return telegram_settings(found, secret(found.house))


async def _call(found: TelegramSettings, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Raises `Refused`; the token never stands in it."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(f"{found.api_url}/bot{found.token}/{method}", json=parameters) as response,
        ):
            answer = dict[str, Any](await response.json(content_type=None))
    except (aiohttp.ClientError, TimeoutError, ValueError, TypeError) as error:
        raise Refused(f"Telegram cannot be reached ({type(error).__name__}); see the network") from None
    if not answer.get("ok"):
        raise Refused(f"Telegram refuses {method}: {answer.get('description')}")
    result: Any = answer.get("result")
    return {} if result is True else dict(result)
