"""What the painter is asked for. Stands apart so that asking needs no drawing library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Commission:
    """One picture to paint, in pixels. The same commission always gives the same bytes."""

    prompt: str
    seed: int
    width: int
    height: int
    negative: str = ""
    references: Sequence[bytes] = ()


class Paints(Protocol):
    """A painter: the bytes of a JPEG. Raises `OSError` and Pillow's own errors for references that cannot be opened."""

    def paint(self, commission: Commission) -> bytes: ...
