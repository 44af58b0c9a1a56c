"""What the robot needs to know about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

WS_URL = "wss://openws.work.weixin.qq.com"
RESPONSE_HOME = "https://qyapi.weixin.qq.com"


class Mode(StrEnum):
    """CALLBACK needs a public address; WEBSOCKET none, but only one process can hold the connection."""

    CALLBACK = "callback"
    WEBSOCKET = "websocket"


@dataclass(frozen=True, slots=True)
class WecomBotSettings:
    """`id` and `secret` are used by the websocket, `token` and `aes_key` by callbacks.

    `admins` are the userids who may set limits in every group. `title` is the robot's name, which people mention.
    """

    id: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    mode: Mode = Mode.CALLBACK
    ws_url: str = WS_URL
    admins: frozenset[str] = frozenset()
    title: str = ""
    response_home: str = RESPONSE_HOME
