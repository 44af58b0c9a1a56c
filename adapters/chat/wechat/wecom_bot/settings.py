"""What the robot needs to know about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

WS_URL = "wss://openws.work.weixin.qq.com"
HERE = "http://127.0.0.1"


class Mode(StrEnum):
    """CALLBACK needs a public address; WEBSOCKET none, but only one process can hold the connection."""

    CALLBACK = "callback"
    WEBSOCKET = "websocket"


@dataclass(frozen=True, slots=True)
class WecomBotSettings:
    """`id` and `secret` are used by the websocket, `token` and `aes_key` by callbacks.

    `admins` are the userids who may set limits in every group. `title` is the robot's name, which people mention.
    `homes` are hosts beside the platform's own whose addresses in a message are followed. This machine is one: only the
    platform can seal a message or speak on the websocket, and an emulator of it runs here.
    """

    id: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    mode: Mode = Mode.CALLBACK
    ws_url: str = WS_URL
    admins: frozenset[str] = frozenset()
    title: str = ""
    homes: tuple[str, ...] = (HERE,)
