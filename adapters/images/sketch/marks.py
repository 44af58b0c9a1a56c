"""What tells one coat from another: stripes, patches, horns, antlers. Units as in `beast`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import ring, smooth
from adapters.images.sketch.pen import Pen

_GOLD: Colour = (246, 206, 110)


def mark(pen: Pen, marks: str, coat: Colour, belly: Colour) -> None:
    if marks in _MARKS:
        _MARKS[marks](pen, coat, belly)


def _stripes(pen: Pen, coat: Colour, _belly: Colour) -> None:
    dark = darker(coat, 0.55)
    for x in (-0.075, 0.0, 0.075):
        pen.polygon([(x - 0.02, -0.915 + abs(x) * 0.2), (x + 0.02, -0.915 + abs(x) * 0.2), (x * 0.8, -0.79)], dark)
    for side in (-1, 1):
        for y in (-0.68, -0.62):
            pen.polygon([(side * 0.3, y - 0.02), (side * 0.3, y + 0.02), (side * 0.21, y + 0.005)], dark)


def _panda(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    for side in (-1, 1):
        pen.polygon(ring(side * 0.125, -0.68, 0.062, 0.085, side * 0.5), (44, 42, 51))
        pen.oval(side * 0.118, -0.69, 0.046, 0.052, WHITE)


def _bandit(pen: Pen, coat: Colour, _belly: Colour) -> None:
    for side in (-1, 1):
        pen.polygon(ring(side * 0.15, -0.685, 0.13, 0.06, side * 0.3), (52, 50, 58))
        pen.oval(side * 0.118, -0.69, 0.046, 0.052, mix(coat, WHITE, 0.35))


def _antlers(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    horn = (142, 104, 72)
    for side in (-1, 1):
        half = pen.moved(0, 0, flip=side < 0)
        _bow(half, 0.26, horn)
        half.line([(0.15, -1.0), (0.27, -1.08)], 0.024, horn)
        half.line([(0.18, -1.09), (0.1, -1.17)], 0.02, horn)


def _horns(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    for side in (-1, 1):
        _bow(pen.moved(0, 0, flip=side < 0), 0.12, (226, 212, 180))
    pen.shape([(0.05, -0.9), (0.2, -0.86), (0.26, -0.72), (0.16, -0.6), (0.07, -0.7)], (66, 58, 62))


def _wool(pen: Pen, coat: Colour, _belly: Colour) -> None:
    for i in range(9):
        pen.oval(
            0.22 * math.cos(math.pi * i / 8),
            -0.84 - 0.07 * math.sin(math.pi * i / 8),
            0.075,
            0.075,
            lighter(coat, 0.2),
        )


def _horn(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    pen.polygon([(-0.035, -0.9), (0.035, -0.9), (0, -1.2)], _GOLD)
    for k in range(4):
        pen.line(
            [(-0.03 + k * 0.006, -0.94 - k * 0.055), (0.026 - k * 0.006, -0.96 - k * 0.055)],
            0.008,
            darker(_GOLD, 0.25),
        )
    for k, fill in enumerate(((240, 130, 170), (170, 130, 230), (120, 190, 230), (240, 200, 120))):
        pen.polygon(ring(-0.2 + 0.05 * k, -0.87 - 0.018 * k, 0.09, 0.05, -0.6), fill)


def _dragon(pen: Pen, _coat: Colour, belly: Colour) -> None:
    for side in (-1, 1):
        pen.polygon([(side * 0.07, -0.9), (side * 0.14, -0.88), (side * 0.2, -1.1)], _GOLD)
    for k in range(3):
        pen.polygon([(-0.05, -0.8 - 0.045 * k), (0.05, -0.8 - 0.045 * k), (0, -0.87 - 0.045 * k)], belly)


def _bow(pen: Pen, tall: float, fill: Colour) -> None:
    """A horn's main line."""
    pen.line(smooth([(0.1, -0.9), (0.16, -0.9 - tall * 0.46), (0.2, -0.9 - tall)], closed=False), 0.03, fill)


_MARKS: Mapping[str, Callable[[Pen, Colour, Colour], None]] = {
    "stripes": _stripes,
    "panda": _panda,
    "bandit": _bandit,
    "antlers": _antlers,
    "horns": _horns,
    "wool": _wool,
    "horn": _horn,
    "dragon": _dragon,
}
