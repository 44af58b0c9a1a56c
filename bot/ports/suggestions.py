"""A platform that asks while somebody types elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.model import Identity


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One of the person's own pictures. `file` is the platform's handle of it, as a receipt once told."""

    picture: int
    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`draw` labels a way to a private chat, which then begins with `/start <start>` (A-Z a-z 0-9 _ -, at most 64).

    `posted` are the words that stand above that way where it is shown in a chat; empty: it is not shown there.
    """

    pictures: tuple[Suggestion, ...]
    draw: str
    start: str
    more: bool = False
    posted: str = ""


class Suggester(Protocol):
    """Offers pictures by words, in a chat where the bot is not."""

    async def suggest(
        self, who: Identity, words: str, language: str | None, *, start: int, count: int
    ) -> Suggestions | None:
        """This person's pictures from the `start`-th on that fit the words. None: nothing to say to them."""
        ...
