"""The middle of an animal's face: nose, mouth, beak or trunk. Units as in `beast`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import mirrored, ring, smooth
from adapters.images.sketch.pen import Pen

_NOSE: Colour = (52, 40, 46)
_BEAK: Colour = (245, 158, 58)


def snout(pen: Pen, muzzle: str, coat: Colour, belly: Colour) -> None:
    if muzzle in _MUZZLES:
        _MUZZLES[muzzle](pen, coat, belly)


def _mask(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    pen.oval(0, -0.475, 0.035, 0.026, _NOSE)
    pen.oval(0.01, -0.483, 0.01, 0.006, WHITE, 160)


def _cat(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    pen.shape(mirrored([(0, -0.592), (0.03, -0.593), (0.012, -0.563), (0, -0.558)]), (214, 112, 118))
    _smile(pen, -0.545, 0.045)


def _wide(pen: Pen, coat: Colour, belly: Colour) -> None:
    _broad(pen, 0.115, coat, belly)
    _nose(pen)


def _ape(pen: Pen, coat: Colour, belly: Colour) -> None:
    _broad(pen, 0.17, coat, belly)
    _nose(pen)


def _koala(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    pen.shaded(ring(0, -0.6, 0.055, 0.09), _NOSE, darker(_NOSE, 0.2))
    pen.oval(-0.015, -0.645, 0.014, 0.02, WHITE, 90)
    _smile(pen, -0.505, 0.04)


def _horse(pen: Pen, coat: Colour, belly: Colour) -> None:
    _broad(pen, 0.16, coat, belly)
    for x in (-0.06, 0.06):
        pen.oval(x, -0.565, 0.014, 0.02, darker(coat, 0.45))
    _smile(pen, -0.515, 0.05)


def _pig(pen: Pen, _coat: Colour, belly: Colour) -> None:
    pen.shaded(ring(0, -0.57, 0.115, 0.075), lighter(belly, 0.05), darker(belly, 0.12))
    for x in (-0.042, 0.042):
        pen.oval(x, -0.57, 0.016, 0.024, darker(belly, 0.45))


def _owl(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    pen.shape(mirrored([(0, -0.65), (0.035, -0.63), (0, -0.545)]), _BEAK)


def _beak(pen: Pen, _coat: Colour, _belly: Colour) -> None:
    pen.shaded(
        mirrored([(0, -0.64), (0.075, -0.605), (0.03, -0.565), (0, -0.555)]),
        lighter(_BEAK, 0.1),
        darker(_BEAK, 0.08),
    )
    pen.line([(-0.06, -0.603), (0.06, -0.603)], 0.006, darker(_BEAK, 0.3))


def _frog(pen: Pen, coat: Colour, _belly: Colour) -> None:
    pen.line(smooth([(-0.16, -0.63), (0, -0.57), (0.16, -0.63)], closed=False), 0.012, darker(coat, 0.5))
    for x in (-0.02, 0.02):
        pen.oval(x, -0.7, 0.007, 0.009, darker(coat, 0.5))


def _trunk(pen: Pen, coat: Colour, _belly: Colour) -> None:
    half = smooth(
        [
            (0, -0.66),
            (0.07, -0.62),
            (0.075, -0.5),
            (0.06, -0.36),
            (0.1, -0.27),
            (0.06, -0.22),
            (-0.02, -0.26),
            (-0.055, -0.4),
            (-0.075, -0.52),
            (-0.07, -0.62),
        ]
    )
    pen.cut(half, lighter(coat, 0.1), darker(coat, 0.08))
    for y in (-0.54, -0.47, -0.4):
        pen.line([(-0.045, y), (0.045, y)], 0.006, darker(coat, 0.25))


def _broad(pen: Pen, wide: float, coat: Colour, belly: Colour) -> None:
    """The round front of a head, in another colour."""
    pen.shaded(ring(0, -0.555, wide, 0.085), belly, mix(belly, coat, 0.18))


def _nose(pen: Pen) -> None:
    """A broad nose and a smile below."""
    pen.shape(ring(0, -0.6, 0.044, 0.03), _NOSE)
    pen.oval(-0.012, -0.61, 0.013, 0.007, WHITE, 150)
    _smile(pen, -0.555, 0.045)


def _smile(pen: Pen, y: float, wide: float) -> None:
    for side in (-1, 1):
        arc = [
            (side * wide * (0.5 - 0.5 * math.cos(a * math.pi / 8)), y + 0.02 * math.sin(a * math.pi / 8))
            for a in range(9)
        ]
        pen.line(arc, 0.008, _NOSE)


_MUZZLES: Mapping[str, Callable[[Pen, Colour, Colour], None]] = {
    "mask": _mask,
    "cat": _cat,
    "wide": _wide,
    "ape": _ape,
    "koala": _koala,
    "horse": _horse,
    "snout": _pig,
    "owl": _owl,
    "beak": _beak,
    "frog": _frog,
    "trunk": _trunk,
}
