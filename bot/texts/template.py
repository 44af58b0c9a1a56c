"""A sentence with holes: `{name}` takes a field as it is, `{count:picture|pictures}` the word that goes with a number.

`[[…]]` is left out when one of its holes is not filled, or filled with nothing. Fields are never read again as a
template, so whatever people write stays as they wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter

Field = str | int
Plural = Callable[[int], int]
"""Which of a word's forms goes with a number, counted from 0."""

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Hole:
    name: str
    forms: tuple[str, ...]

    def fill(self, fields: Mapping[str, Field], plural: Plural) -> str:
        value = fields[self.name]
        if not self.forms:
            return str(value)
        return self.forms[min(plural(int(value)), len(self.forms) - 1)]


@dataclass(frozen=True, slots=True)
class _Stretch:
    parts: tuple[str | _Hole, ...]
    optional: bool

    def fill(self, fields: Mapping[str, Field], plural: Plural) -> str:
        if self.optional and any(fields.get(part.name, "") == "" for part in self.parts if isinstance(part, _Hole)):
            return ""
        return "".join(part if isinstance(part, str) else part.fill(fields, plural) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Template:
    """Made once from a catalogue's words; filled often."""

    stretches: tuple[_Stretch, ...]
    plain: str | None = None
    """All of it, where there are no holes: every label is said often."""

    @property
    def holes(self) -> frozenset[str]:
        """Every field that may be used."""
        return frozenset(part.name for each in self.stretches for part in each.parts if isinstance(part, _Hole))

    def fill(self, fields: Mapping[str, Field], plural: Plural) -> str:
        """Raises `KeyError` for a hole outside `[[…]]` without a field."""
        if self.plain is not None:
            return self.plain
        return "".join(stretch.fill(fields, plural) for stretch in self.stretches)


def read_template(text: str) -> Template:
    """Raises `ValueError` for a brace without its other half."""
    pieces = _OPTIONAL.split(text)
    stretches = tuple(_stretch(piece, optional=index % 2 == 1) for index, piece in enumerate(pieces) if piece)
    words = [part for each in stretches for part in each.parts if isinstance(part, str) and not each.optional]
    holes = len(words) < sum(len(each.parts) for each in stretches)
    return Template(stretches, None if holes else "".join(words))


def _stretch(text: str, *, optional: bool) -> _Stretch:
    parts: list[str | _Hole] = []
    for literal, name, forms, _ in Formatter().parse(text):
        if literal:
            parts.append(literal)
        if name is not None:
            parts.append(_Hole(name, tuple(forms.split("|")) if forms else ()))
    return _Stretch(tuple(parts), optional)
