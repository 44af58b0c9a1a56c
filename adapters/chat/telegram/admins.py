"""Who is an admin of a group, as Telegram says; asked again after a minute."""

from __future__ import annotations

import logging

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.asking import ask
from adapters.chat.telegram.fields import Node
from bot.ports import Clock

log = logging.getLogger(__name__)

_SECONDS = 60.0
_KEPT = 2048
_PATIENCE = 10.0  # seconds: somebody waits for an answer


class Admins:
    """`getChatAdministrators` answers for every group, whether the bot is an admin there or not."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[str, tuple[float, frozenset[int]]] = {}

    async def includes(self, chat: str, account: str) -> bool:
        """False also when the platform cannot be asked: nobody is an admin by default."""
        asked, admins = self._known.get(chat, (float("-inf"), frozenset()))
        if self._clock.monotonic() - asked >= _SECONDS:
            try:
                members = await ask(
                    self._api, self._clock, "getChatAdministrators", {"chat_id": int(chat)}, patience=_PATIENCE
                )
            except (Refused, Unreached, Silent) as error:
                log.warning("cannot ask for a group's admins", extra={"chat": chat, "error": str(error)})
                return False
            admins = frozenset(n for m in Node(members) if (n := m["user"]["id"].number) is not None)
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[chat] = (self._clock.monotonic(), admins)
        return account.isdigit() and int(account) in admins
