"""What the dashboard shows, as plain values: tiles, charts, tables, and the newest pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart: a value for each label (None: nothing is known), and the same in words.

    `name` is a key of the words where `known`, else shown as it is. `tone` is a class of the style sheet.
    """

    name: str
    tone: str
    values: Sequence[float | None]
    shown: Sequence[str]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` is a key of the words; `top` says in words what the upper edge stands for. `lines`: no bars but curves."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    highest: float
    top: str
    lines: bool = False

    @property
    def empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)


@dataclass(frozen=True, slots=True)
class Span:
    """From usual to rare: a painter's median and its 95th percentile, as shares of the longest shown."""

    name: str
    usual: float
    rare: float
    shown: str


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Table:
    """`title` and `columns` are keys of the words; cells are plain text, or links, and escaped when shown."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Link | Sequence[Link]]]


@dataclass(frozen=True, slots=True)
class Board:
    """`tiles` are a key of the words and its value."""

    tiles: Sequence[tuple[str, str]]
    charts: Sequence[Chart]
    spans: Sequence[Span]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture in the gallery. `page` is its signed link, `raw` its bytes."""

    page: str
    raw: str
    prompt: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of the gallery; `older` is where the next begins, None on the last."""

    frames: Sequence[Frame]
    older: int | None
