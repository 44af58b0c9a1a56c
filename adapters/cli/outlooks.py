"""Looks out of the house, for `bananabot doctor`: the chat service and our own public address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from adapters.cli.findings import Finding, Findings, fine, note, problem
from adapters.settings.reading import Settings

_SKEW = 60.0
_TELEGRAM = "https://api.telegram.org"


async def telegram(settings: Settings, session: aiohttp.ClientSession) -> Findings:
    """The token, the webhook, and by the way the clock."""
    if settings.telegram.token is None:
        yield note("telegram", "no token", "talk to @BotFather, then BANANABOT_TELEGRAM_TOKEN")
        return
    base = f"{settings.telegram.api_url or _TELEGRAM}/bot{settings.telegram.token.get_secret_value()}"
    proxy = settings.telegram.http_proxy
    try:
        me, skew = await _ask(session, f"{base}/getMe", proxy)
        hook, _ = await _ask(session, f"{base}/getWebhookInfo", proxy)
    except (aiohttp.ClientError, TimeoutError, ValueError, TypeError) as error:
        yield problem(
            "telegram", f"cannot be reached ({type(error).__name__})", "see the network, or BANANABOT_TELEGRAM_API_URL"
        )
        return
    if not me.get("ok"):
        yield problem("telegram", f"does not take the token: {me.get('description')}", "get it again from @BotFather")
        return
    yield fine("telegram", "the token is good")
    for finding in _webhook(settings, hook.get("result")):
        yield finding
    if abs(skew) > _SKEW:
        yield problem("clock", f"it is {skew:+.0f} s off Telegram's", "set the clock (NTP)")
    else:
        yield fine("clock", "agrees with Telegram's")


def _webhook(settings: Settings, found: Any) -> list[Finding]:
    info: Mapping[str, Any] = found or {}
    polling = settings.telegram.mode == "polling"
    findings: list[Finding] = []
    if polling and info.get("url"):
        findings.append(note("telegram", "a webhook is set; `bananabot run` deletes it and polls"))
    if not polling and not info.get("url"):
        findings.append(note("telegram", "no webhook is set yet; `bananabot run` sets it"))
    if info.get("last_error_message"):
        findings.append(
            problem("telegram", f"the webhook fails: {info['last_error_message']}", "see BANANABOT_PUBLIC_URL")
        )
    return findings


async def _ask(session: aiohttp.ClientSession, url: str, proxy: str | None) -> tuple[Mapping[str, Any], float]:
    """The answer, and how many seconds our clock is ahead."""
    async with session.get(url, proxy=proxy) as response:
        told = (
            parsedate_to_datetime(response.headers.get("Date", "")) if "Date" in response.headers else datetime.now(UTC)
        )
        body: Any = await response.json(content_type=None)
        return dict(body), (datetime.now(UTC) - told).total_seconds()


async def address(settings: Settings, session: aiohttp.ClientSession) -> Findings:
    """Whether the Internet's way to us leads here."""
    public = settings.house.public_url
    if public is None:
        return
    try:
        async with session.get(f"{public}/healthz") as response:
            well = response.status == 200 and (await response.text()).startswith("ok")
    except (aiohttp.ClientError, TimeoutError) as error:
        yield problem(
            "address", f"{public} does not answer ({type(error).__name__})", "start the service; see proxy and DNS"
        )
        return
    if well:
        yield fine("address", f"{public} leads here")
    else:
        yield problem(
            "address", f"{public} answers {response.status}, not us", "the proxy must pass everything to BANANABOT_HTTP"
        )
