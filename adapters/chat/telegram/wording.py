"""The words of a message without the bot's own name, and whether the bot was named in them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from adapters.chat.telegram.fields import Node


@dataclass(frozen=True, slots=True)
class Wording:
    """`mentioned`: our @name or a link to us stands in it. `elsewhere`: it is a command for another bot."""

    text: str
    mentioned: bool = False
    elsewhere: bool = False


def wording(node: Node, me: int, username: str) -> Wording:
    text, entities = node["text"].text, node["entities"]
    if not text:
        text, entities = node["caption"].text, node["caption_entities"]
    ends = [0, *itertools.accumulate(2 if char > "\uffff" else 1 for char in text)]
    places = {units: index for index, units in enumerate(ends)}  # offsets count UTF-16 code units
    name = f"@{username}".lower()
    cuts = [] if entities.value else _unmarked(text, name)
    for entity in entities:
        start, size = entity["offset"].number, entity["length"].number
        first, last = places.get(-1 if start is None else start), places.get((start or 0) + (size or 0))
        if first is None or last is None or first >= last:
            continue
        part = text[first:last].lower()
        match entity["type"].text:
            case "mention" if part == name:
                cuts.append((first, last))
            case "text_mention" if entity["user"]["id"].number == me:
                cuts.append((first, last))
            case "bot_command" if "@" in part:
                command, _, addressee = part.partition("@")
                if f"@{addressee}" == name:
                    cuts.append((first + len(command), last))
                elif first == 0:
                    return Wording(text, elsewhere=True)
            case _:
                pass
    for first, last in sorted(cuts, reverse=True):
        text = text[:first] + text[last:]
    return Wording(text.strip(), mentioned=bool(cuts))


def _unmarked(text: str, name: str) -> list[tuple[int, int]]:
    """Where our name stands in a text in which the server has marked nothing at all."""
    found = re.finditer(rf"(?<![\w@/]){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return [one.span() for one in found]
