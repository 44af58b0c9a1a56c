"""Aspect and size in words become pixels, for providers that count them."""

from __future__ import annotations

import math

_SIDES = {"1k": 1024, "2k": 2048, "4k": 3840}


def pixels(aspect: str | None, size: str, *, step: int = 16, most: int | None = None) -> tuple[int, int]:
    """(width, height) of about the area of a square of that size, both multiples of `step`, at most `most` in all."""
    across, down = (int(part) for part in (aspect or "1:1").split(":"))
    side = _SIDES[size]
    area = min(side * side, most or side * side)
    width = math.sqrt(area * across / down)
    return _whole(width, step), _whole(width * down / across, step)


def _whole(length: float, step: int) -> int:
    return max(step, int(length + 1e-6) // step * step)
