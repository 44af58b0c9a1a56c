"""Words as WeChat shows them: escaped, cut to its bytes without losing any, with numbers where other chats have buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.errors import Field
from bot.model import Action, Button, Press

TEXT_BYTES = 2_048  # of a text message, passive or pushed, official account and WeCom app
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NUMBER = re.compile(r"\s*([0-9０-９]{1,2})\s*[.。、]?\s*")

Rows = Sequence[Sequence[Button]]


class Words(Protocol):
    """The catalogue; keys begin with `wechat.`. `language` among the fields names another one than the house's."""

    def __call__(self, key: str, /, **fields: Field) -> str: ...


def plain(words: str) -> str:
    """Nobody's words become a link: WeChat reads `<a …>` in texts and knows no escape, so the bracket becomes a wide one."""
    return _TAG.sub("＜", words)


def anchor(link: str, label: str) -> str:
    """A link in a text message."""
    return f'<a href="{link.replace(chr(34), "%22")}">{plain(label)}</a>'


def shorten(words: str, characters: int) -> str:
    return words if len(words) <= characters else words[: characters - 1].rstrip() + "…"


def cut(words: str, limit: int) -> tuple[str, str]:
    """The longest head of at most `limit` bytes, ended at a line if one ends in its second half, and the rest."""
    if len(words.encode()) <= limit:
        return words, ""
    head = words.encode()[:limit].decode("utf-8", "ignore")
    line = head.rfind("\n")
    if line >= len(head) // 2:
        head = head[:line]
    return head, words[len(head) :].lstrip("\n")


def numbered(rows: Rows) -> str:
    """Buttons as a list to answer with a number: one line a row, counted through."""
    lines: list[str] = []
    number = 0
    for row in rows:
        labels: list[str] = []
        for button in row:
            number += 1
            arrow = "→ " if button.label.isdigit() else ""  # else nobody sees which of two numbers is to be sent
            labels.append(f"{number} {arrow}{plain(button.label)}")
        lines.append(" · ".join(labels))
    return "\n".join(line for line in lines if line)


def choices(rows: Rows) -> list[tuple[str, int]]:
    """What the numbers stand for, to be remembered."""
    return [(button.action.value, button.subject) for row in rows for button in row]


def digit(words: str) -> int | None:
    """The number somebody answered with: `1`, `１`, `1.`."""
    match = _NUMBER.fullmatch(words)
    return int(match[1]) if match else None


def chosen(remembered: Sequence[tuple[str, int]] | None, number: int, message: str) -> Press | None:
    """The press that a number stands for."""
    if not remembered or not 1 <= number <= len(remembered):
        return None
    action, subject = remembered[number - 1]
    return Press(Action(action), subject, message)
