"""Text from outside made safe to store and send: control characters go, everything that can be read stays."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 but tab and newline; zero-width space, word joiner, BOM and other invisible operators; marks and overrides of
# writing direction; lone surrogates; noncharacters. The joiners U+200C and U+200D stay: Persian and emoji need them.
_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c")


def clean(text: str) -> str:
    """The same words without what nobody can see; line ends become newlines, blank edges go."""
    return _REMOVED.sub("", _LINE_ENDS.sub("\n", text)).strip()


def label(text: str) -> str:
    """A name: one line, with nothing in it that changes how what stands beside it is read."""
    return " ".join(_REMOVED.sub("", text).split())


def fold(text: str) -> str:
    """For comparing what was typed with what we know: full-width as ASCII, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def visible(text: str) -> bool:
    """Whether anything in it can be seen."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)
