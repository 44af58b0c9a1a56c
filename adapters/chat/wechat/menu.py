"""The menu under the chat: the main commands, in the platform's language."""

from __future__ import annotations

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.words import Words

_DRAW = ("again", "vary", "styles")
_MINE = ("quota", "history", "status", "cancel", "settings")


def menu(words: Words) -> Body:
    """At most three buttons with at most five below each. A click comes back as the command in its key."""
    return {
        "button": [
            {"name": words("wechat.menu.draw"), "sub_button": [_click(words, name) for name in _DRAW]},
            {"name": words("wechat.menu.mine"), "sub_button": [_click(words, name) for name in _MINE]},
            _click(words, "help"),
        ]
    }


def _click(words: Words, command: str) -> Body:
    return {"type": "click", "name": words(f"wechat.menu.{command}"), "key": f"/{command}"}
