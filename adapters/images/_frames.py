"""Aspect and size in words become pixels, for providers that count them."""

from __future__ import annotations

import math

_SIDES = {"1k": 1024, "2k": 2048, "4k": 3840}


def pixels(
    aspect: str | None, size: str, *, step: int = 16, box: tuple[int, int] | None = None, steepest: float = math.inf
) -> tuple[int, int]:
    """(width, height) of about the area of a square of that size, both multiples of `step`.

    `box`: (long side, short side) at most. `steepest`: the long side at most so many times the short one.
    """
    across, down = (int(part) for part in (aspect or "1:1").split(":"))
    ratio = min(max(across, down) / min(across, down), steepest)
    short = _SIDES[size] / math.sqrt(ratio)
    if box is not None:
        short = min(short, box[1], box[0] / ratio)
    low = _whole(short, step)
    high = _whole(low * ratio, step)  # from the short side as it is: never steeper than asked
    return (high, low) if across >= down else (low, high)


def nearest(aspect: str, known: tuple[str, ...]) -> str:
    """That of the known aspects which comes closest."""
    return min(known, key=lambda one: abs(_log(one) - _log(aspect)))


def _log(aspect: str) -> float:
    across, down = (int(part) for part in aspect.split(":"))
    return math.log(across / down)


def _whole(length: float, step: int) -> int:
    return max(step, int(length + 1e-6) // step * step)
