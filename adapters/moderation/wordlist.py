"""Word lists as one automaton: whatever their length, a prompt is read once in each of its few readings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto
from importlib.resources import files

import ahocorasick

from adapters.moderation.folding import apart, closed, folded, lettered, without_gaps
from bot.ports import Verdict

_REASON = "moderation.word"
_HAN_PHRASE = re.compile(r"[\u3400-\u9fff]{3,}")


class _Kind(Enum):
    NEVER = auto()
    STRICT = auto()
    SPARED = auto()


_MARKS = {"!": _Kind.STRICT, "~": _Kind.SPARED}


class WordList:
    """Implements `bot.ports.Moderator`. A line is a word or phrase; with `!` before it, it counts in strict groups only.

    With `~` before it a phrase is spared: what stands inside it does not count (`~nude lipstick`, `~角色情`). Latin words
    match whole words; Chinese ones anywhere. Lines that begin with `#` are comments.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._automaton: ahocorasick.Automaton[tuple[str, _Kind]] = ahocorasick.Automaton()
        for line in lines:
            word = line.strip()
            if word and not word.startswith("#"):
                kind = _MARKS.get(word[0], _Kind.NEVER)
                plain = folded(word.lstrip("!~"))
                self._automaton.add_word(plain, (plain, kind))
        self._automaton.make_automaton()

    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict:
        """All languages are looked for, whatever the person speaks."""
        del language
        return self.verdict(prompt, strict=strict)

    def verdict(self, prompt: str, *, strict: bool) -> Verdict:
        if not len(self._automaton):
            return Verdict(allowed=True)
        found = self._found(folded(prompt))
        if _Kind.NEVER in found:
            return Verdict(allowed=False, reason=_REASON)
        if strict and _Kind.STRICT in found:
            return Verdict(allowed=False, reason=_REASON, strike=False)
        return Verdict(allowed=True)

    def _found(self, plain: str) -> set[_Kind]:
        close = closed(plain)
        found = {kind for text in (close, *lettered(close)) for _, kind in self._hits(text)}
        found |= {kind for word, kind in self._hits(apart(plain)) if " " in word}
        return found | {kind for word, kind in self._hits(without_gaps(plain)) if _HAN_PHRASE.fullmatch(word)}

    def _hits(self, text: str) -> list[tuple[str, _Kind]]:
        """Every word of the lists in a text, but what stands inside a spared phrase."""
        hits: list[tuple[int, str, _Kind]] = []
        spared: list[tuple[int, int]] = []
        for end, (word, kind) in self._automaton.iter(text):
            start = end - len(word) + 1
            if not _whole(text, start, end):
                continue
            if kind is _Kind.SPARED:
                spared.append((start, end))
            else:
                hits.append((start, word, kind))
        return [
            (word, kind)
            for start, word, kind in hits
            if not any(first <= start and start + len(word) - 1 <= last for first, last in spared)
        ]


def packaged(own: str = "") -> WordList:
    """The lists that come with the bot, and the lines of an operator's own."""
    lists = [file.read_text("utf-8") for file in files("adapters.moderation").joinpath("words").iterdir()]
    return WordList(line for text in (*lists, own) for line in text.splitlines())


def _whole(text: str, start: int, end: int) -> bool:
    """Latin words count only as whole words; where a match begins or ends with another script it counts anywhere."""
    before = text[start - 1] if start else " "
    after = text[end + 1] if end + 1 < len(text) else " "
    return not (_latin(text[start]) and _latin(before)) and not (_latin(text[end]) and _latin(after))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
