"""Whether a prompt is English enough for a service that understands nothing else."""

from __future__ import annotations

import re
import unicodedata

_LETTERING = re.compile('"[^"]*"|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|«[^»]*»')


def foreign(prompt: str) -> bool:
    """Written in another script than English. What stands in quotation marks is to be drawn, not to be understood.

    Other languages in Latin letters are not told apart: a wrong guess would hold up those who write English.
    """
    return any(char.isalpha() and not _latin(char) for char in _LETTERING.sub("", prompt))


def _latin(char: str) -> bool:
    return char.isascii() or "LATIN" in unicodedata.name(char, "") or unicodedata.category(char) == "Lm"
