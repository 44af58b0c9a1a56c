"""Looks at the three rooms of WeChat, for `bananabot doctor`: those that are configured."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp

from adapters.chat.wechat.checks import Checks
from adapters.chat.wechat.checks import Finding as Checked
from adapters.chat.wechat.forgetful import ForgetfulMemory
from adapters.chat.wechat.official_account.calls import official_api
from adapters.chat.wechat.wecom_app.calls import wecom_api
from adapters.cli.findings import Finding, Findings, fine, problem
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.wiring.wechat import account_settings, app_settings, robot_settings


async def wechat(settings: Settings, session: aiohttp.ClientSession) -> Findings:
    """Token, allow-list, kind of account, and whether callbacks arrive."""
    memory, clock = ForgetfulMemory(), SystemClock()
    checks = Checks(session, clock, settings.house.public_url)
    if settings.wechat.configured:
        account = account_settings(settings)
        for finding in _named(
            "wechat", await checks.official_account(account, official_api(account, session, memory, clock))
        ):
            yield finding
    if settings.wecom.configured:
        app = app_settings(settings)
        for finding in _named("wecom", await checks.wecom_app(app, wecom_api(app, session, memory, clock))):
            yield finding
    if settings.wecombot.configured:
        for finding in _named("wecombot", await checks.wecom_bot(robot_settings(settings))):
            yield finding


def _named(area: str, found: Sequence[Checked]) -> list[Finding]:
    return [fine(area, one.what) if one.fine else problem(area, one.what, one.advice) for one in found]
