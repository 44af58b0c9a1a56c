"""What an operator decides about the Telegram bot."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum

PUBLIC_API = "https://api.telegram.org"
WEBHOOK_PATH = "/telegram/webhook"


class Library(StrEnum):
    AIOGRAM = "aiogram"
    PTB = "ptb"


class Mode(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """`secret` is the house's own (`BANANABOT_SECRET`): it signs buttons. `proxy` is a URL (`http://…`, `socks5://…`).

    `public_url` is where Telegram reaches us (webhook mode). Times are seconds: a poll without any answer counts as
    stalled after `poll_seconds` and `poll_grace`. `per_second` are messages to all chats together.
    """

    token: str = field(repr=False)
    secret: bytes = field(repr=False)
    library: Library = Library.AIOGRAM
    mode: Mode = Mode.POLLING
    api_url: str = PUBLIC_API
    secret_token: str = field(default="", repr=False)
    public_url: str = ""
    proxy: str = field(default="", repr=False)
    poll_seconds: int = 25
    poll_grace: int = 15
    per_second: float = 30.0
    album_seconds: float = 0.7

    @property
    def webhook_url(self) -> str:
        return self.public_url.rstrip("/") + WEBHOOK_PATH

    @property
    def webhook_secret(self) -> str:
        """The configured one, else one that every process derives alike: a webhook is never open."""
        if self.secret_token:
            return self.secret_token
        return hmac.new(self.secret, f"telegram webhook {self.token}".encode(), hashlib.sha256).hexdigest()
