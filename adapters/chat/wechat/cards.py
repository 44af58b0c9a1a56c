"""Template cards: pressable buttons in WeCom, for the app and the group robot alike. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.words import Rows, shorten
from bot.model import Action, Button, Press

_BUTTONS = 6  # of one card
TITLE = 26  # characters the platform advises
WORDS = 112
_LABEL = 10


def task_id() -> str:
    """Unique for a card of this robot or app, for ever."""
    return secrets.token_hex(16)


def cards(title: str, words: str, rows: Rows, new_id: Callable[[], str] = task_id) -> Iterator[Body]:
    """One card for each six buttons; the words stand on the first."""
    buttons = [button for row in rows for button in row]
    for start in range(0, len(buttons), _BUTTONS):
        card: dict[str, object] = {
            "card_type": "button_interaction",
            "main_title": {"title": shorten(title, TITLE)},
            "button_list": [_button(button) for button in buttons[start : start + _BUTTONS]],
            "task_id": new_id(),
        }
        if words and start == 0:
            card["sub_title_text"] = shorten(words, WORDS)
        yield card


def fits(words: str) -> bool:
    """Whether a card holds all of these words."""
    return len(words) <= WORDS


def press(event_key: str, message: str, token: str) -> Press | None:
    """The press behind a card's `EventKey`; None for one that is not ours."""
    action, _, subject = event_key.partition(":")
    if action not in set(Action) or not (subject.isascii() and subject.isdigit() and len(subject) <= 18):
        return None
    return Press(Action(action), int(subject), message, token)


def _button(button: Button) -> Body:
    return {"text": shorten(button.label, _LABEL), "style": 1, "key": f"{button.action.value}:{button.subject}"}
