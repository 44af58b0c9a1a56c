"""Who can draw a request, and for how much."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Price
from bot.resilience.standing import Standing


@dataclass(frozen=True, slots=True)
class Able:
    """A standing that can draw the request, at that price. `reads`: it understands the words."""

    standing: Standing
    price: Price
    reads: bool = True
