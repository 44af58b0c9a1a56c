"""Looks into any JSON without ever failing: what is missing or of another type is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

_BROKEN = dict.fromkeys((0, *range(0xD800, 0xE000)))  # no database stores NUL, no encoder lone surrogates
_LARGEST = 1 << 63


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a JSON document."""

    value: Any

    def __getitem__(self, name: str) -> Node:
        return Node(cast("Mapping[str, Any]", self.value).get(name) if isinstance(self.value, dict) else None)

    def __bool__(self) -> bool:
        return isinstance(self.value, dict)

    def __iter__(self) -> Iterator[Node]:
        return map(Node, cast("Sequence[Any]", self.value) if isinstance(self.value, list) else ())

    @property
    def text(self) -> str:
        return self.value.translate(_BROKEN) if isinstance(self.value, str) else ""

    @property
    def number(self) -> int | None:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            return None
        return self.value if abs(self.value) < _LARGEST else None

    @property
    def yes(self) -> bool:
        return self.value is True
