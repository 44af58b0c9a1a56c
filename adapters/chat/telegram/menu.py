"""The commands that Telegram's apps offer while typing: by scope and language. Display only, never permission."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.asking import ask
from bot.commands.entry import Audience
from bot.commands.help import menu
from bot.ports import Clock
from bot.texts import Texts

log = logging.getLogger(__name__)

_SCOPES = (
    ("all_private_chats", Audience.MEMBER, True),
    ("all_group_chats", Audience.MEMBER, False),
    ("all_chat_administrators", Audience.ADMIN, False),
)
_DESCRIPTION = 256
_MOST = 100
_PATIENCE = 300.0  # seconds for each


@dataclass(frozen=True, slots=True)
class Listing:
    """Commands with their descriptions for a scope. `language` is two letters; empty: whoever speaks no other one."""

    scope: str
    language: str
    commands: tuple[tuple[str, str], ...]


def listings(texts: Texts, language: str, *, sells: bool) -> tuple[Listing, ...]:
    """Every scope in every language; `language` is the house's own."""
    return tuple(
        Listing(scope, code, menu(partial(texts.say, spoken), audience, private=private, sells=sells))
        for scope, audience, private in _SCOPES
        for code, spoken in [("", language), *((spoken[:2], spoken) for spoken in texts.languages)]
    )


async def publish(api: Api, clock: Clock, entries: Sequence[Listing]) -> None:
    """Show them. The bot works without: what goes wrong is logged."""
    try:
        for entry in entries:
            commands = [{"command": name, "description": words[:_DESCRIPTION]} for name, words in entry.commands]
            asked = {"commands": commands[:_MOST], "scope": {"type": entry.scope}}
            language = {"language_code": entry.language} if entry.language else {}
            await ask(api, clock, "setMyCommands", asked | language, patience=_PATIENCE)
    except (Refused, Unreached, Silent) as error:
        log.warning("the command menu was not published", extra={"error": str(error)})
