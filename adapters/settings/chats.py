"""The chat platforms: what each vendor's console calls token, secret and key."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, SecretStr, model_validator

from adapters.settings.group import PREFIX, Group
from adapters.settings.words import AesKey, BotToken, Lower, SocketUrl, Url, WebhookToken, Words


class Platform(Group):
    """`needs`: what must be there too when the first of them is."""

    needs: ClassVar[tuple[str, ...]]

    @property
    def configured(self) -> bool:
        return getattr(self, self.needs[0]) is not None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [name for name in self.needs if getattr(self, name) is not None]
        missing = [self.variable(name) for name in self.needs if name not in given]
        if given and missing:
            raise ValueError(f"{', '.join(missing)}: missing, but {self.variable(given[0])} is set")
        return self


class Telegram(Platform):
    prefix: ClassVar[str] = f"{PREFIX}TELEGRAM_"
    needs: ClassVar[tuple[str, ...]] = ("token",)

    token: BotToken | None = Field(
        default=None, description="from @BotFather", examples=["123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"]
    )
    library: Annotated[Literal["aiogram", "ptb"], Lower] = Field(
        default="aiogram", description="which library speaks to Telegram", examples=["aiogram"]
    )
    mode: Annotated[Literal["polling", "webhook"], Lower] = Field(
        default="polling", description="webhook needs BANANABOT_PUBLIC_URL", examples=["polling"]
    )
    api_url: Url | None = Field(default=None, description="your own Bot API server", examples=["http://localhost:8081"])
    proxy: str | None = Field(
        default=None,
        description="reach Telegram through this HTTP proxy; socks5:// needs another package",
        examples=["http://127.0.0.1:3128"],
    )
    secret_token: WebhookToken | None = Field(
        default=None, description="proves that a webhook call is Telegram's; derived from BANANABOT_SECRET when empty"
    )

    @property
    def http_proxy(self) -> str | None:
        """Unless it is SOCKS, which only the libraries speak."""
        return self.proxy if self.proxy and self.proxy.startswith("http") else None


class WeChat(Platform):
    """The official account."""

    prefix: ClassVar[str] = f"{PREFIX}WECHAT_"
    needs: ClassVar[tuple[str, ...]] = ("appid", "secret", "token")

    appid: str | None = Field(default=None, description="of the official account", examples=["wx5823bf96d3bd56c7"])
    secret: SecretStr | None = Field(default=None, description="AppSecret")
    token: SecretStr | None = Field(default=None, description="Token of the server configuration")
    aes_key: AesKey | None = Field(default=None, description="EncodingAESKey; empty for plaintext mode")
    api_url: Url | None = Field(default=None, description="another API host", examples=["https://api2.weixin.qq.com"])
    account: Annotated[Literal["service", "subscription"], Lower] = Field(
        default="service",
        description="service: verified, may push; subscription: passive replies only",
        examples=["subscription"],
    )


class WeCom(Platform):
    """The self-built app of WeCom."""

    prefix: ClassVar[str] = f"{PREFIX}WECOM_"
    needs: ClassVar[tuple[str, ...]] = ("corpid", "agentid", "secret", "token", "aes_key")

    corpid: str | None = Field(default=None, description="the company's id", examples=["ww1234567890abcdef"])
    agentid: int | None = Field(default=None, description="the app's number", examples=["1000002"])
    secret: SecretStr | None = Field(default=None, description="the app's Secret")
    token: SecretStr | None = Field(default=None, description="Token of the receiving API")
    aes_key: AesKey | None = Field(default=None, description="EncodingAESKey of the receiving API")
    api_url: Url | None = Field(default=None, description="another API host", examples=["https://qyapi.weixin.qq.com"])


class WeComBot(Group):
    """The group robot of WeCom: by callback (token, key) or by websocket (id, secret)."""

    prefix: ClassVar[str] = f"{PREFIX}WECOMBOT_"

    id: str | None = Field(default=None, description="the robot's id (websocket mode)")
    secret: SecretStr | None = Field(default=None, description="the robot's Secret (websocket mode)")
    token: SecretStr | None = Field(default=None, description="Token (callback mode)")
    aes_key: AesKey | None = Field(default=None, description="EncodingAESKey (callback mode)")
    mode: Annotated[Literal["callback", "websocket"], Lower] = Field(
        default="callback", description="websocket needs no public address", examples=["callback"]
    )
    ws_url: SocketUrl | None = Field(
        default=None, description="another websocket host", examples=["wss://openws.work.weixin.qq.com"]
    )
    admins: Words = Field(default=(), description="accounts that count as group admins", examples=["ann,bob"])
    title: str | None = Field(
        default=None, description="the robot's name, needed only if it holds blanks", examples=["Paint Robot"]
    )

    @property
    def configured(self) -> bool:
        return self.id is not None or self.token is not None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needs = ("id", "secret") if self.mode == "websocket" else ("token", "aes_key")
        missing = [self.variable(name) for name in needs if getattr(self, name) is None]
        if self.configured and missing:
            raise ValueError(f"{', '.join(missing)}: missing, needed in {self.mode} mode")
        return self
