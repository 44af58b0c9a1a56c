"""When two prompts are almost the same, and in which words they differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from zlib import crc32

ALIKE = 0.85
"""The least similarity that is worth an offer (Indel, 0 to 1, on folded text)."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_PAIRED = re.compile(f"[{_HAN}]")
_TOKEN = re.compile(f"[{_HAN}]|[^\\W{_HAN}]+|[^\\w\\s]")
_MOST_CHARACTERS = 2_000  # a longer prompt is compared by what it begins with
_MOST_SHOWN = 60
_MARKS = 64


def fold(prompt: str) -> str:
    if prompt.isascii():
        return " ".join(prompt.lower().split())[:_MOST_CHARACTERS]
    return " ".join(unicodedata.normalize("NFKC", prompt).casefold().split())[:_MOST_CHARACTERS]


def words(prompt: str) -> tuple[str, ...]:
    """The words of a prompt, and every two neighbours where a script has no blanks; each once."""
    found: list[str] = []
    for run in _RUN.findall(fold(prompt)):
        if _PAIRED.match(run):
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        else:
            found.append(run)
    return tuple(dict.fromkeys(found))


def marks(prompt: str) -> tuple[str, ...]:
    """What a prompt is found by: its words; of many a sample, which two prompts that share most words mostly share too."""
    found = words(prompt)
    return found if len(found) <= _MARKS else tuple(sorted(found, key=_lot)[:_MARKS])


def _lot(word: str) -> int:
    """The same in every prompt, and no two prompts' choice."""
    return crc32(word.encode())


@dataclass(frozen=True, slots=True)
class Difference:
    """The words that only the earlier prompt has, and those that only the new one has. Both empty: only blanks or case."""

    earlier: str
    new: str


def nearest(prompt: str, others: Sequence[tuple[int, str]]) -> tuple[int, float] | None:
    """The most similar of numbered prompts, at least `ALIKE`; the first among equals."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415  3 MB that only a house with offers of likenesses asks for

    plain = fold(prompt)
    best: tuple[int, float] | None = None
    for number, other in others:
        if not _comparable(len(prompt), len(other)):
            continue
        alike = Indel.normalized_similarity(plain, fold(other), score_cutoff=ALIKE if best is None else best[1])
        if alike >= ALIKE and (best is None or alike > best[1]):
            best = number, alike
    return best


def _comparable(one: int, other: int) -> bool:
    """Whether texts of these lengths can be alike at all, with room for what folding takes away."""
    short, long = sorted((min(one, _MOST_CHARACTERS), min(other, _MOST_CHARACTERS)))
    return 2 * short >= long


def difference(earlier: str, new: str) -> Difference:
    old, now = _TOKEN.findall(fold(earlier)), _TOKEN.findall(fold(new))
    gone: list[str] = []
    came: list[str] = []
    for what, a, b, x, y in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if what != "equal":
            gone.append(_joined(old[a:b]))
            came.append(_joined(now[x:y]))
    return Difference(_short(gone), _short(came))


def _joined(tokens: Sequence[str]) -> str:
    return re.sub(f"(?<=[{_HAN}]) (?=[{_HAN}])", "", " ".join(tokens))


def _short(parts: Sequence[str]) -> str:
    text = ", ".join(part for part in parts if part)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
