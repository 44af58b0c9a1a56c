"""What a prompt says to a painter who knows some hundred words of English and Chinese."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_UNIT = re.compile(r"[a-z]+|[一-鿿]")
_DENIALS = frozenset(
    {("no",), ("without",), ("not",), ("never",), ("不", "要"), ("没", "有"), ("去", "掉"), ("无",), ("别",)}
)
_LONGEST = 5
_REACH = 3  # a colour belongs to the thing named within so many words or characters after it

Units = tuple[str, ...]
Concept = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Concepts by kind, in the order said; `dyes` holds the colour said of a concept, `colour` in `said` is the rest."""

    said: Mapping[str, tuple[str, ...]]
    dyes: Mapping[str, str]

    def first(self, *kinds: str) -> Concept | None:
        """The first concept of the first of these kinds that was said at all."""
        return next(((kind, self.said[kind][0]) for kind in kinds if self.said.get(kind)), None)

    def has(self, kind: str, concept: str) -> bool:
        return concept in self.said.get(kind, ())


class Vocabulary:
    """The known words, from `vocabulary.toml`."""

    def __init__(self, table: Mapping[str, Mapping[str, str]]) -> None:
        self._known: dict[Units, list[Concept]] = {}
        for kind, concepts in table.items():
            for concept, words in concepts.items():
                for word in words.split():
                    self._known.setdefault(_units(word), []).append((kind, concept))

    def read(self, prompt: str, negative: str | None = None) -> Reading:
        """The concepts of `prompt`, without those it denies ("no people", 不要人物) or that `negative` names."""
        unwanted = {found for _, _, all_found in self._hits(_units(negative or "")) for found in all_found}
        units = _units(prompt)
        said: dict[str, list[str]] = {}
        dyes: dict[str, str] = {}
        waiting: tuple[int, str] | None = None
        for start, end, found in self._hits(units):
            if _denied(units, start):
                continue
            wanted = [concept for concept in found if concept not in unwanted]
            for kind, concept in wanted:
                if kind == "colour":
                    if waiting:
                        said.setdefault("colour", []).append(waiting[1])
                    waiting = (end, concept)
                elif concept not in said.setdefault(kind, []):
                    said[kind].append(concept)
            if waiting and all(kind not in {"colour", "mood"} for kind, _ in wanted) and wanted:
                near = start - waiting[0] < _REACH
                if near:
                    dyes.update({concept: waiting[1] for _, concept in wanted if concept not in dyes})
                else:
                    said.setdefault("colour", []).append(waiting[1])
                waiting = None
        if waiting:
            said.setdefault("colour", []).append(waiting[1])
        return Reading({kind: tuple(concepts) for kind, concepts in said.items()}, dyes)

    def _hits(self, units: Units) -> Iterator[tuple[int, int, Sequence[Concept]]]:
        """Known phrases, the longest first at each place: (start, end, concepts)."""
        at = 0
        while at < len(units):
            for length in range(min(_LONGEST, len(units) - at), 0, -1):
                found = self._known.get(units[at : at + length])
                if found:
                    yield at, at + length, found
                    at += length
                    break
            else:
                at += 1


def known_words() -> Vocabulary:
    with Path(__file__).with_name("vocabulary.toml").open("rb") as file:
        return Vocabulary(tomllib.load(file))


def _units(text: str) -> Units:
    return tuple(_UNIT.findall(unicodedata.normalize("NFKC", text).lower()))


def _denied(units: Units, start: int) -> bool:
    return any(
        units[max(0, start - back) : start - back + length] in _DENIALS
        for back in (1, 2, 3)
        for length in (1, 2)
        if length <= back <= start
    )
