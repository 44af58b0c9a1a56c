"""wechatpy, a peer that nobody here wrote. It has no types: it is Any from here on."""

from __future__ import annotations

from importlib import import_module
from typing import Any

WeChatCrypto: Any = import_module("wechatpy.crypto").WeChatCrypto
WorkCrypto: Any = import_module("wechatpy.enterprise.crypto").WeChatCrypto
exceptions: Any = import_module("wechatpy.exceptions")
parse_message: Any = import_module("wechatpy").parse_message
parse_work_message: Any = import_module("wechatpy.enterprise").parse_message
replies: Any = import_module("wechatpy.replies")
