"""Units for sale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """`units` for `price` in the selling platform's own money (Telegram Stars). An operator sells one pack of a size."""

    units: int
    price: int
