"""What an operator says of the emulated WeChat platforms, in variables without their prefix."""

from __future__ import annotations

from tests.e2e.wechat.town import KEY, TOKEN
from tests.emulators.wechat.official_state import OfficialState
from tests.emulators.wechat.robot_socket import BOT, SECRET
from tests.emulators.wechat.wecom_app import Company


def account(state: OfficialState, home: str, kind: str) -> dict[str, str]:
    return {
        "WECHAT_APPID": state.appid,
        "WECHAT_SECRET": state.secret,
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_AES_KEY": KEY,
        "WECHAT_API_URL": f"{home}/",
        "WECHAT_ACCOUNT": kind,
    }


def app(company: Company, home: str) -> dict[str, str]:
    return {
        "WECOM_CORPID": company.corpid,
        "WECOM_AGENTID": str(company.agentid),
        "WECOM_SECRET": company.secret,
        "WECOM_TOKEN": TOKEN,
        "WECOM_AES_KEY": KEY,
        "WECOM_API_URL": f"{home}/",
    }


def robot(home: str, mode: str) -> dict[str, str]:
    if mode == "callback":
        return {"WECOMBOT_TOKEN": TOKEN, "WECOMBOT_AES_KEY": KEY}
    door = f"{home.replace('http', 'ws')}/ws"
    return {"WECOMBOT_MODE": mode, "WECOMBOT_ID": BOT, "WECOMBOT_SECRET": SECRET, "WECOMBOT_WS_URL": door}
