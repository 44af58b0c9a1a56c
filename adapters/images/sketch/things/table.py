"""Things on a table, and hearts: each one unit tall on its foot."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter
from adapters.images.sketch.curves import mirrored, ring, smooth
from adapters.images.sketch.pen import Pen

_WOOD: Colour = (128, 84, 58)


def cup(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.shaded(ring(0, -0.02, 0.5, 0.075), (252, 248, 242), (214, 204, 198))
    pen.line(ring(0.36, -0.3, 0.16, 0.15)[:41], 0.06, darker(fill, 0.08))
    pen.shaded(
        [(-0.36, -0.5), (0.36, -0.5), (0.34, -0.25), (0.2, -0.05), (-0.2, -0.05), (-0.34, -0.25)],
        lighter(fill, 0.15),
        darker(fill, 0.22),
    )
    pen.oval(0, -0.49, 0.36, 0.085, lighter(fill, 0.45))
    pen.oval(0, -0.482, 0.32, 0.068, (112, 68, 42))
    pen.moved(0, -0.48, 0.16).shape(
        [(0, 0.26), (-0.55, -0.05), (-0.3, -0.26), (0, -0.1), (0.3, -0.26), (0.55, -0.05)], (244, 222, 190)
    )
    for x in (-0.13, 0.02, 0.16):
        steam = smooth([(x, -0.58), (x - 0.05, -0.7), (x + 0.05, -0.82), (x, -0.98)], closed=False)
        pen.line(steam, 0.025, WHITE, 120)


def cake(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.shaded(ring(0, -0.02, 0.56, 0.07), WHITE, (210, 204, 206))
    for wide, low, high in ((0.44, -0.03, -0.36), (0.3, -0.36, -0.62)):
        pen.cut([(-wide, low), (-wide, high), (wide, high), (wide, low)], (253, 236, 214), (236, 204, 170))
        drip = [(-wide - 0.02, high - 0.02), (wide + 0.02, high - 0.02), (wide + 0.02, high + 0.08)]
        drip += [(wide - wide * 2 * k / 8, high + (0.06 if k % 2 else 0.15)) for k in range(9)]
        pen.shaded([*drip, (-wide - 0.02, high + 0.08)], lighter(fill, 0.25), fill)
        for k in range(5):
            pen.oval(-wide * 0.8 + wide * 0.4 * k, high - 0.035, 0.042, 0.042, (222, 62, 72))
    for x in (-0.13, 0, 0.13):
        pen.line([(x, -0.66), (x, -0.84)], 0.03, lighter(fill, 0.55))
        pen.glow(x, -0.91, 0.12, (255, 190, 90), 200)
        pen.shape(
            mirrored([(0, -0.97), (0.022, -0.9), (0, -0.86)])[:6]
            if x == 0
            else [(x, -0.97), (x + 0.022, -0.9), (x, -0.86), (x - 0.022, -0.9)],
            (255, 214, 110),
        )


def banana(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.oval(0.02, 0.0, 0.5, 0.04, INK, 60)
    for turn, tint in ((0.16, darker(fill, 0.14)), (0.0, fill)):
        outline = [
            (-0.5, -0.82),
            (-0.42, -0.84),
            (-0.3, -0.52),
            (-0.05, -0.3),
            (0.3, -0.26),
            (0.56, -0.4),
            (0.6, -0.35),
            (0.42, -0.1),
            (0.08, 0.0),
            (-0.28, -0.12),
            (-0.47, -0.42),
        ]
        pen.shaded(
            [(x * (1 - turn), y * (1 + turn) + turn * 0.3 - turn * 0.28) for x, y in outline],
            lighter(tint, 0.25),
            darker(tint, 0.12),
        )
    pen.line(
        smooth([(-0.44, -0.74), (-0.36, -0.42), (-0.12, -0.18), (0.2, -0.12), (0.52, -0.34)], closed=False),
        0.016,
        darker(fill, 0.2),
    )
    pen.shape([(-0.53, -0.9), (-0.44, -0.92), (-0.41, -0.82), (-0.5, -0.8)], (110, 84, 40))
    pen.oval(0.585, -0.375, 0.032, 0.03, (92, 66, 40))


def apple(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.oval(0, 0.0, 0.42, 0.04, INK, 60)
    pen.line(smooth([(0, -0.72), (0.02, -0.86), (0.09, -0.97)], closed=False), 0.04, _WOOD)
    pen.shaded([(0.05, -0.84), (0.2, -1.0), (0.4, -0.95), (0.26, -0.82)], (126, 180, 92), (82, 138, 72))
    pen.shaded(
        mirrored([(0, -0.72), (0.18, -0.79), (0.4, -0.68), (0.45, -0.42), (0.33, -0.12), (0.15, 0.0), (0, -0.03)]),
        lighter(fill, 0.16),
        darker(fill, 0.25),
    )
    pen.polygon(smooth([(-0.33, -0.5), (-0.25, -0.66), (-0.18, -0.66), (-0.26, -0.46)]), WHITE, 120)


def heart(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.glow(0, -0.5, 0.8, fill, 110)
    curve = [
        (
            0.52 * math.sin(t) ** 3,
            -0.5 - 0.03 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
        )
        for t in (math.tau * k / 80 for k in range(80))
    ]
    pen.cut(curve, lighter(fill, 0.2), darker(fill, 0.18))
    pen.polygon(smooth([(-0.38, -0.68), (-0.3, -0.82), (-0.18, -0.84), (-0.28, -0.7)]), WHITE, 130)
