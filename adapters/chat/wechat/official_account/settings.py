"""What an official account needs to know about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

API_URL = "https://api.weixin.qq.com"


class Account(StrEnum):
    """SERVICE: verified, may push and upload (also the sandbox account). SUBSCRIPTION: unverified, passive replies only."""

    SERVICE = "service"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class OfficialAccountSettings:
    """`aes_key` empty: plaintext mode."""

    appid: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    account: Account = Account.SERVICE
    api_url: str = API_URL
