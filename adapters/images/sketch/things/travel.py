"""Boats, cars, balloons and rockets: each one unit tall on its foot."""

from __future__ import annotations

import random

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter
from adapters.images.sketch.curves import mirrored, ring, smooth
from adapters.images.sketch.pen import Pen

_WOOD: Colour = (128, 84, 58)
_GLOW: Colour = (255, 224, 140)


def boat(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.oval(0, 0.0, 0.5, 0.035, INK, 50)
    pen.line([(0, -0.16), (0, -1.0)], 0.022, _WOOD)
    pen.cut([(0.03, -0.96), (0.42, -0.24), (0.03, -0.22)], lighter(fill, 0.35), fill)
    pen.cut([(-0.03, -0.86), (-0.34, -0.26), (-0.03, -0.22)], (255, 250, 240), (232, 222, 210))
    pen.cut(
        smooth([(-0.46, -0.18), (0, -0.15), (0.48, -0.2), (0.36, -0.01), (-0.32, -0.01)]), _WOOD, darker(_WOOD, 0.4)
    )
    pen.line([(-0.43, -0.15), (0, -0.125), (0.44, -0.16)], 0.02, lighter(fill, 0.2))


def car(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.oval(0, 0.0, 0.95, 0.05, INK, 80)
    pen.shaded([(-0.55, -0.42), (-0.36, -0.74), (0.2, -0.74), (0.5, -0.42)], lighter(fill, 0.15), fill)
    pen.cut([(-0.43, -0.44), (-0.3, -0.67), (-0.06, -0.67), (-0.06, -0.44)], (206, 236, 246), (126, 176, 206))
    pen.cut([(0.0, -0.44), (0.0, -0.67), (0.17, -0.67), (0.38, -0.44)], (206, 236, 246), (126, 176, 206))
    pen.shaded(
        [(-0.9, -0.12), (-0.86, -0.4), (-0.5, -0.46), (0.5, -0.46), (0.86, -0.38), (0.93, -0.12), (0, -0.08)],
        lighter(fill, 0.08),
        darker(fill, 0.22),
    )
    pen.glow(0.9, -0.28, 0.3, _GLOW, 200)
    pen.oval(0.87, -0.28, 0.05, 0.06, _GLOW)
    for x in (-0.52, 0.53):
        pen.oval(x, -0.13, 0.17, 0.17, (40, 38, 48))
        pen.oval(x, -0.13, 0.085, 0.085, (206, 206, 214))
        pen.oval(x, -0.13, 0.035, 0.035, (90, 90, 100))


def balloon(pen: Pen, fill: Colour, _: random.Random) -> None:
    for x in (-0.1, 0.1):
        pen.line([(x * 2.2, -0.36), (x * 0.8, -0.13)], 0.008, _WOOD)
    for i, share in enumerate((1.0, 0.66, 0.3)):
        tint = (fill, lighter(fill, 0.55), lighter(fill, 0.12))[i]
        half = [(0, -1.0), (0.2, -0.97), (0.36, -0.8), (0.35, -0.6), (0.2, -0.38), (0.09, -0.3), (0, -0.3)]
        pen.shaded(mirrored([(x * share, y) for x, y in half]), lighter(tint, 0.15), darker(tint, 0.18))
    pen.polygon(smooth([(-0.22, -0.82), (-0.15, -0.92), (-0.12, -0.86), (-0.18, -0.7)]), WHITE, 90)
    pen.cut([(-0.085, -0.13), (0.085, -0.13), (0.07, 0), (-0.07, 0)], (190, 138, 84), (140, 92, 54))


def rocket(pen: Pen, fill: Colour, rng: random.Random) -> None:
    pen.glow(0, -0.02, 0.4, (255, 170, 80), 200)
    for wide, long, tint in (
        (0.13, 0.32, (255, 120, 60)),
        (0.085, 0.22, (255, 196, 84)),
        (0.045, 0.13, (255, 246, 210)),
    ):
        pen.shape(
            [
                (-wide, -0.2),
                (wide, -0.2),
                (wide * 0.6, 0.05 + long * 0.2),
                (rng.uniform(-0.02, 0.02), long * 0.6),
                (-wide * 0.6, 0.05 + long * 0.2),
            ],
            tint,
        )
    for side in (-1, 1):
        pen.moved(0, 0, flip=side < 0).shaded(
            [(0.12, -0.48), (0.3, -0.26), (0.28, -0.12), (0.14, -0.22)], fill, darker(fill, 0.25)
        )
    pen.shaded(
        mirrored([(0, -1.04), (0.1, -0.92), (0.175, -0.66), (0.16, -0.34), (0.11, -0.18), (0, -0.17)]),
        (250, 248, 252),
        (206, 208, 224),
    )
    pen.polygon(
        smooth([(0.02, -1.0), (0.1, -0.9), (0.172, -0.66), (0.158, -0.34), (0.1, -0.19), (0.07, -0.5)]), INK, 26
    )
    pen.shape(mirrored([(0, -1.04), (0.06, -0.98), (0.125, -0.84), (0, -0.81)]), fill)
    pen.oval(0, -0.63, 0.085, 0.085, darker(fill, 0.25))
    pen.shaded(ring(0, -0.63, 0.062, 0.062), (150, 214, 240), (54, 98, 160))
    pen.shape(ring(0, -0.21, 0.1, 0.03), darker(fill, 0.3))
