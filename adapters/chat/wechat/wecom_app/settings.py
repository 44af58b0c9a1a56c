"""What a WeCom app needs to know about itself."""

from __future__ import annotations

from dataclasses import dataclass, field

API_URL = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class WecomAppSettings:
    """All six stand in the WeCom console; callbacks are always encrypted."""

    corpid: str
    agentid: int
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    api_url: str = API_URL
