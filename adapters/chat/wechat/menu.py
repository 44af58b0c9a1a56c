"""The menu under the chat: the main commands, in the platform's language."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.chat.wechat.api import Api
from adapters.chat.wechat.body import Body, nodes, text
from adapters.chat.wechat.errors import Refused
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


NO_MENU = 46003


class Menu:
    """The menu as the platform has it. `query` tells the apps of a company apart. Raises `Refused` and `DeliveryError`s."""

    def __init__(self, api: Api, query: Mapping[str, str] | None = None) -> None:
        self._api = api
        self._query = query

    async def set(self, words: Words) -> None:
        await self._api.post("/cgi-bin/menu/create", menu(words), self._query)

    async def delete(self) -> None:
        await self._api.get("/cgi-bin/menu/delete", self._query)

    async def names(self) -> list[str]:
        """What stands on the buttons of the lowest row; nothing where there is no menu."""
        try:
            body = await self._api.get("/cgi-bin/menu/get", self._query)
        except Refused as error:
            if error.code == NO_MENU:
                return []
            raise
        found = nodes(body, "menu", "button") or nodes(body, "button")  # WeCom gives it bare
        return [text(button, "name") for button in found]
