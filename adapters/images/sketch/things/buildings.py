"""Houses, towers and lanterns: each one unit tall on its foot."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from adapters.images.sketch.colour import INK, Colour, darker, lighter, mix
from adapters.images.sketch.curves import mirrored, ring
from adapters.images.sketch.pen import Pen

_WOOD: Colour = (128, 84, 58)
_GLOW: Colour = (255, 224, 140)


def house(pen: Pen, fill: Colour, _: random.Random) -> None:
    wall = lighter(mix(fill, (250, 236, 214), 0.75), 0.1)
    pen.oval(0, 0.0, 0.6, 0.04, INK, 50)
    pen.polygon([(0.2, -0.7), (0.33, -0.7), (0.33, -1.0), (0.2, -1.0)], darker(fill, 0.35))
    pen.cut([(-0.44, 0), (-0.44, -0.5), (0, -0.88), (0.44, -0.5), (0.44, 0)], wall, darker(wall, 0.12))
    pen.polygon([(-0.56, -0.44), (0, -0.95), (0.56, -0.44), (0.5, -0.38), (0, -0.83), (-0.5, -0.38)], fill)
    pen.polygon([(0, -0.95), (0.56, -0.44), (0.5, -0.38), (0, -0.83)], darker(fill, 0.25))
    pen.cut([(-0.1, 0), (-0.1, -0.3), (0.1, -0.3), (0.1, 0)], _WOOD, darker(_WOOD, 0.3))
    pen.oval(0.06, -0.14, 0.014, 0.014, _GLOW)
    for x in (-0.27, 0.27):
        pen.glow(x, -0.28, 0.2, _GLOW, 120)
        pen.polygon([(x - 0.09, -0.2), (x + 0.09, -0.2), (x + 0.09, -0.37), (x - 0.09, -0.37)], _GLOW)
        pen.line([(x, -0.2), (x, -0.37)], 0.014, _WOOD)
        pen.line([(x - 0.09, -0.285), (x + 0.09, -0.285)], 0.014, _WOOD)
    pen.oval(0, -0.58, 0.075, 0.075, _GLOW)


def castle(pen: Pen, fill: Colour, _: random.Random) -> None:
    stone = mix((222, 212, 222), fill, 0.18)
    for x, wide, tall in (
        (-0.42, 0.1, 0.62),
        (0.42, 0.1, 0.6),
        (-0.2, 0.11, 0.78),
        (0.21, 0.11, 0.74),
        (0, 0.13, 0.86),
    ):
        pen.cut(
            [(x - wide, 0), (x - wide, -tall + 0.2), (x + wide, -tall + 0.2), (x + wide, 0)], stone, darker(stone, 0.25)
        )
        pen.polygon(
            [(x + wide * 0.3, 0), (x + wide * 0.3, -tall + 0.2), (x + wide, -tall + 0.2), (x + wide, 0)], INK, 28
        )
        pen.polygon([(x - wide * 1.25, -tall + 0.21), (x + wide * 1.25, -tall + 0.21), (x, -tall - 0.08)], fill)
        pen.polygon(
            [(x + wide * 0.2, -tall + 0.21), (x + wide * 1.25, -tall + 0.21), (x, -tall - 0.08)], darker(fill, 0.25)
        )
        pen.shape(ring(x, -tall + 0.32, 0.024, 0.045), _GLOW)
        pen.line([(x, -tall - 0.08), (x, -tall - 0.15)], 0.01, darker(fill, 0.3))
        pen.polygon([(x, -tall - 0.15), (x + 0.07, -tall - 0.125), (x, -tall - 0.1)], (250, 206, 96))
    pen.cut([(-0.48, 0), (-0.48, -0.26), (0.48, -0.26), (0.48, 0)], lighter(stone, 0.1), darker(stone, 0.2))
    for i in range(9):
        x = -0.48 + i * 0.113
        pen.polygon([(x, -0.25), (x, -0.3), (x + 0.06, -0.3), (x + 0.06, -0.25)], lighter(stone, 0.1))
    pen.polygon(
        [
            (-0.09, 0),
            *((0.09 * -math.cos(a * math.pi / 12), -0.14 - 0.09 * math.sin(a * math.pi / 12)) for a in range(13)),
            (0.09, 0),
        ],
        _WOOD,
    )


def pagoda(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.polygon([(-0.44, 0), (0.44, 0), (0.4, -0.06), (-0.4, -0.06)], (150, 140, 140))
    for i, (wide, y) in enumerate(((0.34, -0.06), (0.27, -0.34), (0.2, -0.6))):
        pen.cut(
            [(-wide * 0.75, y), (wide * 0.75, y), (wide * 0.75, y - 0.2), (-wide * 0.75, y - 0.2)],
            lighter(fill, 0.12),
            darker(fill, 0.1),
        )
        for k in (-2, 0, 2):
            pen.polygon(
                [
                    (wide * 0.22 * k - 0.03, y - 0.02),
                    (wide * 0.22 * k + 0.03, y - 0.02),
                    (wide * 0.22 * k + 0.03, y - 0.14),
                    (wide * 0.22 * k - 0.03, y - 0.14),
                ],
                _GLOW,
            )
        roof = [
            (0, y - 0.3),
            (wide * 0.45, y - 0.26),
            (wide * 1.05, y - 0.19),
            (wide * 1.42, y - 0.22),
            (wide * 1.2, y - 0.15),
            (0, y - 0.16),
        ]
        pen.polygon(mirrored(roof), darker(fill, 0.62 - 0.06 * i))
    pen.line([(0, -0.88), (0, -1.0)], 0.02, (240, 196, 90))


def lighthouse(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.shape([(-0.4, 0.03), (-0.25, -0.1), (0, -0.13), (0.27, -0.09), (0.42, 0.03)], (84, 78, 88))
    for side in (-1, 1):
        pen.polygon([(0, -0.85), (side * 1.9, -1.08), (side * 1.9, -0.6)], _GLOW, 60)
    wide = (0.15, 0.135, 0.12, 0.105, 0.09)
    for i, (low, high) in enumerate(pairwise(wide)):
        y = -0.09 - 0.165 * i
        pen.polygon(
            [(-low, y), (low, y), (high, y - 0.165), (-high, y - 0.165)], fill if i % 2 == 0 else (252, 247, 238)
        )
    pen.polygon([(0.02, -0.09), (0.15, -0.09), (0.09, -0.75), (0.02, -0.75)], INK, 30)
    pen.polygon([(-0.12, -0.75), (0.12, -0.75), (0.12, -0.78), (-0.12, -0.78)], darker(fill, 0.4))
    pen.polygon([(-0.065, -0.78), (0.065, -0.78), (0.065, -0.9), (-0.065, -0.9)], _GLOW)
    pen.glow(0, -0.84, 0.25, _GLOW, 220)
    pen.polygon([(-0.09, -0.9), (0.09, -0.9), (0, -1.0)], darker(fill, 0.3))


def lantern(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.line([(0, -1.0), (0, -0.85)], 0.02, _WOOD)
    pen.glow(0, -0.52, 0.75, (255, 180, 90), 170)
    for wide in (0.4, 0.27, 0.12):
        pen.shaded(ring(0, -0.52, wide, 0.3), lighter(fill, 0.3 - 0.4 * (wide - 0.12)), darker(fill, 0.05))
    for y in (-0.83, -0.22):
        pen.cut(
            [(-0.15, y - 0.03), (0.15, y - 0.03), (0.15, y + 0.03), (-0.15, y + 0.03)], (246, 206, 110), (206, 150, 62)
        )
    for k in range(-2, 3):
        pen.line([(k * 0.03, -0.19), (k * 0.04, 0.0)], 0.012, (246, 206, 110))
