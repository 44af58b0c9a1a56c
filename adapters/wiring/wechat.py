"""What the operator said about the three rooms of WeChat, in the words of those rooms."""

from __future__ import annotations

from adapters.chat.wechat.official_account.settings import API_URL as ACCOUNT_API
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from adapters.chat.wechat.wecom_app.settings import API_URL as APP_API
from adapters.chat.wechat.wecom_app.settings import WecomAppSettings
from adapters.chat.wechat.wecom_bot.settings import HERE, WS_URL, Mode, WecomBotSettings
from adapters.settings.reading import Settings


def account_settings(settings: Settings) -> OfficialAccountSettings:
    said = settings.wechat
    return OfficialAccountSettings(
        appid=said.appid or "",
        secret=said.secret.get_secret_value() if said.secret else "",
        token=said.token.get_secret_value() if said.token else "",
        aes_key=said.aes_key.get_secret_value() if said.aes_key else "",
        account=Account(said.account),
        api_url=said.api_url or ACCOUNT_API,
    )


def app_settings(settings: Settings) -> WecomAppSettings:
    said = settings.wecom
    return WecomAppSettings(
        corpid=said.corpid or "",
        agentid=said.agentid or 0,
        secret=said.secret.get_secret_value() if said.secret else "",
        token=said.token.get_secret_value() if said.token else "",
        aes_key=said.aes_key.get_secret_value() if said.aes_key else "",
        api_url=said.api_url or APP_API,
    )


def robot_settings(settings: Settings) -> WecomBotSettings:
    said = settings.wecombot
    told = (said.ws_url, settings.wecom.api_url)
    return WecomBotSettings(
        id=said.id or "",
        secret=said.secret.get_secret_value() if said.secret else "",
        token=said.token.get_secret_value() if said.token else "",
        aes_key=said.aes_key.get_secret_value() if said.aes_key else "",
        mode=Mode(said.mode),
        ws_url=said.ws_url or WS_URL,
        admins=frozenset(said.admins),
        title=said.title or "",
        homes=(HERE, *(home for home in told if home)),
    )
