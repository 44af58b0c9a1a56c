"""Word lists as one automaton: whatever their length, a prompt is read once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from importlib.resources import files

import ahocorasick

from bot.ports import Verdict

_HIDDEN = {ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff\u00ad*_~`|.·-"}
_REASON = "moderation.word"


class WordList:
    """Implements `bot.ports.Moderator`. A line is a word or phrase; with a leading `!` it counts in strict groups only.

    Latin words match whole words; Chinese ones anywhere. Letter case, width, accents and invisible characters do not hide
    a word. Lines that begin with `#` are comments.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for line in lines:
            word = line.strip()
            if word and not word.startswith("#"):
                strict = word.startswith("!")
                plain = _plain(word.removeprefix("!")).strip()
                self._automaton.add_word(plain, (plain, strict))
        self._automaton.make_automaton()

    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict:
        """All languages are looked for, whatever the person speaks."""
        del language
        return self.verdict(prompt, strict=strict)

    def verdict(self, prompt: str, *, strict: bool) -> Verdict:
        text = _plain(prompt)
        if not len(self._automaton):
            return Verdict(allowed=True)
        for end, (word, only_strict) in self._automaton.iter(text):
            if (strict or not only_strict) and _whole(text, end - len(word) + 1, end):
                return Verdict(allowed=False, reason=_REASON, strike=not only_strict)
        return Verdict(allowed=True)


def packaged(own: str = "") -> WordList:
    """The lists that come with the bot, and the lines of an operator's own."""
    lists = [file.read_text("utf-8") for file in files("adapters.moderation").joinpath("words").iterdir()]
    return WordList(line for text in (*lists, own) for line in text.splitlines())


def _plain(text: str) -> str:
    """Compatible forms folded, accents and hiding characters removed, blanks made one."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_HIDDEN)
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(kept.split())


def _whole(text: str, start: int, end: int) -> bool:
    """Latin words count only as whole words; where a match begins or ends with another script it counts anywhere."""
    before = text[start - 1] if start else " "
    after = text[end + 1] if end + 1 < len(text) else " "
    return not (_latin(text[start]) and _latin(before)) and not (_latin(text[end]) and _latin(after))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
