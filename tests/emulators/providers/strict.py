"""Checks what a request may hold, field by field, as a real service does before it spends anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from adapters.images import _json as js

Shape = Callable[[object, str], None]


class Wrong(Exception):
    """`place` is the field, the message what is wrong with it."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def text(longest: int = 100_000) -> Shape:
    def check(value: object, place: str) -> None:
        if not isinstance(value, str) or not 1 <= len(value) <= longest:
            raise Wrong(place, f"expected a string of 1 to {longest} characters")

    return check


def one_of(*allowed: object) -> Shape:
    def check(value: object, place: str) -> None:
        if value not in allowed:
            raise Wrong(place, f"expected one of {', '.join(map(str, allowed))}, got {value!r}")

    return check


def whole(low: int, high: int) -> Shape:
    def check(value: object, place: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Wrong(place, f"expected a whole number from {low} to {high}")

    return check


def number(low: float, high: float) -> Shape:
    def check(value: object, place: str) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise Wrong(place, f"expected a number from {low} to {high}")

    return check


def flag(value: object, place: str) -> None:
    if not isinstance(value, bool):
        raise Wrong(place, "expected true or false")


def anything(value: object, place: str) -> None:
    del value, place


@dataclass(frozen=True)
class rows:  # noqa: N801  it reads as a word among the other shapes
    """A list of `shape`, so many of them."""

    shape: Shape
    low: int = 0
    high: int = 1000

    def __call__(self, value: object, place: str) -> None:
        if not js.is_list(value) or not self.low <= len(value) <= self.high:
            raise Wrong(place, f"expected a list of {self.low} to {self.high}")
        for index, one in enumerate(value):
            self.shape(one, f"{place}[{index}]")


@dataclass(frozen=True)
class fields:  # noqa: N801  it reads as a word among the other shapes
    """An object with these fields and no others; those in `must` are required."""

    known: Mapping[str, Shape]
    must: Sequence[str] = ()

    def __call__(self, value: object, place: str) -> None:
        if not js.is_table(value):
            raise Wrong(place, "expected an object")
        for name in self.must:
            if name not in value:
                raise Wrong(f"{place}.{name}".strip("."), f'missing required field "{name}"')
        for name, one in value.items():
            if name not in self.known:
                raise Wrong(f"{place}.{name}".strip("."), f'Unknown name "{name}"')
            self.known[name](one, f"{place}.{name}".strip("."))
