"""Finds commands and mentions in a text, as the server does; offsets count UTF-16 code units."""

from __future__ import annotations

import re
from typing import Any

_FOUND = re.compile(
    r"(?P<command>(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,64})?)|(?P<mention>(?<!\w)@[A-Za-z0-9_]{3,64})"
)


def entities(text: str) -> dict[str, Any]:
    """`{"entities": […]}`, or nothing."""
    found = [
        {
            "type": "mention" if match["mention"] else "bot_command",
            "offset": _units(text[: match.start()]),
            "length": _units(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]
    return {"entities": found} if found else {}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
