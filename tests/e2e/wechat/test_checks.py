from __future__ import annotations

import aiohttp
import pytest

from adapters.chat.wechat.checks import Checks
from adapters.chat.wechat.official_account.calls import official_api
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from adapters.chat.wechat.wecom_app.calls import wecom_api
from adapters.chat.wechat.wecom_app.settings import WecomAppSettings
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
from tests.e2e.wechat.serving import Serve
from tests.e2e.wechat.town import KEY, TOKEN, Builder, Town
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot_socket import SocketRobot
from tests.emulators.wechat.wecom_app import Company, WecomAppApi
from tests.fakes.platform_memory import FakePlatformMemory


def settings(t: Town, account: str = "service", secret: str | None = None) -> OfficialAccountSettings:
    return OfficialAccountSettings(t.state.appid, secret or t.state.secret, TOKEN, KEY, Account(account), t.home)


async def found(t: Town, one: OfficialAccountSettings, public: str | None = None) -> list[tuple[bool, str, str]]:
    session = t.phone.session
    checks = Checks(session, t.hours, public or t.phone.url.removesuffix("/wechat/callback"))
    api = official_api(one, session, FakePlatformMemory(), t.hours)
    return [(each.fine, each.what, each.advice) for each in await checks.official_account(one, api)]


async def test_all_is_well(town: Builder) -> None:
    t = await town()
    assert [fine for fine, _, _ in await found(t, settings(t))] == [True, True, True]


@pytest.mark.parametrize(("really", "said"), [("service", "subscription"), ("subscription", "service")])
async def test_the_account_type_is_told_apart(town: Builder, really: str, said: str) -> None:
    t = await town(really)
    rights, *_ = await found(t, settings(t, said))
    assert not rights[0]
    assert f"BANANABOT_WECHAT_ACCOUNT={really}" in rights[2]
    assert (await found(t, settings(t, really)))[0][0]


async def test_a_wrong_secret_and_a_missing_address_are_named(town: Builder) -> None:
    t = await town()
    assert "SECRET" in (await found(t, settings(t, secret="wrong")))[0][2]
    t.api.faults["/cgi-bin/stable_token"] = [40164]
    assert "allow-list" in (await found(t, settings(t)))[0][1]


async def test_a_callback_that_is_not_ours_is_seen(town: Builder) -> None:
    t = await town()
    assert not (await found(t, settings(t), t.home))[2][0]
    assert "cannot be reached" in (await found(t, settings(t), "http://127.0.0.1:9"))[2][1]


async def test_wecom(session: aiohttp.ClientSession, serve: Serve) -> None:
    hours = Hours()
    company = Company(hours)
    home = await serve(WecomAppApi(company).app)
    one = WecomAppSettings(company.corpid, company.agentid, "wrong", TOKEN, KEY, home)
    api = wecom_api(one, session, FakePlatformMemory(), hours)
    rights, echo = await Checks(session, hours, None).wecom_app(one, api)
    assert "SECRET" in rights.advice
    assert "PUBLIC_URL" in echo.advice
    right = WecomAppSettings(company.corpid, company.agentid, company.secret, TOKEN, KEY, home)
    rights, _ = await Checks(session, hours, None).wecom_app(
        right, wecom_api(right, session, FakePlatformMemory(), hours)
    )
    assert rights.fine


async def test_the_robots_websocket_is_opened_and_nobody_is_thrown_out(
    session: aiohttp.ClientSession, serve: Serve
) -> None:
    robot = SocketRobot(Hours(), Crypto(TOKEN, KEY, ""))
    door = f"{await serve(robot.app)}/ws"
    for url, fine in ((door, True), ("ws://127.0.0.1:9", False)):
        (told,) = await Checks(session, Hours(), None).wecom_bot(WecomBotSettings(mode=Mode.WEBSOCKET, ws_url=url))
        assert told.fine is fine
    assert robot.connections == 0
