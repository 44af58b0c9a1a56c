"""Takes out of a text what no log may hold: our keys, things that look like keys, and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KEYS = re.compile(
    r"(?i)\b(?:(?:bearer|key|basic|token)\s+[\w.:+/=-]{12,}|(?:sk|r8|hf|pk|fk|lz|whsec)[-_][\w-]{8,}|AIza[\w-]{20,}"
    r"|(?:api[-_]?key|key|token|signature|sig|secret|password)=[^\s&\"']+)"
)
_BULK = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
LONGEST = 600


def hide(words: str, secrets: Iterable[str] = ()) -> str:
    """The words without secrets, in one line of at most 600 characters."""
    words = words[:20_000]
    for secret in secrets:
        for piece in {secret, *secret.split(":")}:
            if len(piece) >= 6:
                words = words.replace(piece, "•••")
    words = _BULK.sub("[…]", _KEYS.sub("•••", words))
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
