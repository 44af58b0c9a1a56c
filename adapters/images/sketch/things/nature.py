"""Fish, butterflies and trees: each one unit tall on its foot."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import ring, smooth
from adapters.images.sketch.pen import Pen

_WOOD: Colour = (128, 84, 58)


def whale(pen: Pen, fill: Colour, _: random.Random) -> None:
    for x in (-0.08, 0, 0.08):
        pen.line(
            smooth([(-0.25, -0.62), (-0.25 + x, -0.82), (-0.25 + 2.4 * x, -0.88 + abs(x) * 1.6)], closed=False),
            0.02,
            (206, 236, 246),
        )
    pen.shaded([(-0.72, -0.34), (-0.55, -0.58), (-0.2, -0.64), (0.2, -0.5),
                (0.5, -0.38), (0.66, -0.5), (0.66, -0.72), (0.78, -0.62), (0.94, -0.7),
                (0.84, -0.5), (0.72, -0.4), (0.6, -0.2), (0.25, -0.05), (-0.3, -0.02), (-0.62, -0.12)],
               lighter(fill, 0.12), darker(fill, 0.2))  # fmt: skip
    pen.shaded(
        [(-0.7, -0.28), (-0.35, -0.2), (0.1, -0.16), (0.45, -0.18), (0.2, -0.05), (-0.3, -0.02), (-0.6, -0.12)],
        (240, 246, 246),
        (206, 222, 228),
    )
    for i in range(4):
        pen.line(
            smooth(
                [(-0.58 + 0.1 * i, -0.2 + 0.02 * i), (-0.3 + 0.05 * i, -0.13 + 0.02 * i), (0.05, -0.12 + 0.02 * i)],
                closed=False,
            ),
            0.006,
            mix(fill, WHITE, 0.5),
        )
    pen.shaded([(-0.15, -0.2), (0.02, -0.14), (0.0, 0.06), (-0.14, 0.0)], fill, darker(fill, 0.3))
    pen.oval(-0.48, -0.33, 0.028, 0.032, INK)
    pen.oval(-0.472, -0.342, 0.009, 0.01, WHITE)


def fish(pen: Pen, fill: Colour, _: random.Random) -> None:
    fin = lighter(fill, 0.3)
    pen.shaded(
        [(0.3, -0.5), (0.62, -0.86), (0.68, -0.66), (0.56, -0.5), (0.7, -0.3), (0.6, -0.12)], fin, darker(fill, 0.1)
    )
    pen.shaded([(-0.2, -0.72), (0.0, -0.96), (0.22, -0.86), (0.2, -0.66)], fin, fill)
    pen.shaded([(-0.1, -0.28), (0.05, -0.08), (0.15, -0.14), (0.1, -0.3)], fin, fill)
    pen.shaded(
        [
            (-0.6, -0.48),
            (-0.42, -0.7),
            (-0.05, -0.78),
            (0.25, -0.62),
            (0.4, -0.5),
            (0.25, -0.36),
            (-0.05, -0.22),
            (-0.42, -0.3),
        ],
        lighter(fill, 0.1),
        darker(fill, 0.2),
    )
    for x in (-0.2, 0.04):
        band = smooth(
            [
                (x, -0.745 + abs(x + 0.1) * 0.1),
                (x + 0.09, -0.5),
                (x, -0.26),
                (x - 0.07, -0.27),
                (x, -0.5),
                (x - 0.07, -0.73),
            ],
            steps=5,
        )
        pen.polygon(band, WHITE, 225)
    pen.oval(-0.42, -0.53, 0.05, 0.055, WHITE)
    pen.oval(-0.43, -0.53, 0.03, 0.036, INK)
    pen.oval(-0.422, -0.545, 0.01, 0.011, WHITE)


def butterfly(pen: Pen, fill: Colour, _: random.Random) -> None:
    for side in (-1, 1):
        wing = pen.moved(0, 0, flip=side < 0)
        wing.shaded(
            [(0.02, -0.5), (0.2, -0.85), (0.5, -0.95), (0.6, -0.75), (0.45, -0.5), (0.2, -0.44)],
            darker(fill, 0.15),
            lighter(fill, 0.25),
        )
        wing.shaded(
            [(0.02, -0.45), (0.3, -0.42), (0.45, -0.28), (0.36, -0.06), (0.15, -0.14)],
            lighter(fill, 0.3),
            darker(fill, 0.1),
        )
        for x, y, size in ((0.44, -0.78, 0.05), (0.3, -0.68, 0.065), (0.3, -0.26, 0.045)):
            wing.oval(x, y, size, size, lighter(fill, 0.65))
        wing.line(smooth([(0.01, -0.68), (0.06, -0.85), (0.14, -0.92)], closed=False), 0.012, INK)
    pen.shape(ring(0, -0.44, 0.035, 0.27), INK)


def tree(pen: Pen, fill: Colour, rng: random.Random) -> None:
    pen.oval(0, 0.0, 0.34, 0.035, INK, 60)
    pen.cut(
        smooth([(-0.12, 0.01), (-0.06, -0.2), (-0.07, -0.45), (0.07, -0.45), (0.06, -0.2), (0.13, 0.01)]),
        _WOOD,
        darker(_WOOD, 0.35),
    )
    crown = [
        (-0.24, -0.5, 0.18),
        (0.24, -0.52, 0.18),
        (-0.14, -0.72, 0.2),
        (0.15, -0.74, 0.2),
        (0, -0.58, 0.24),
        (0, -0.86, 0.16),
    ]
    for x, y, size in crown:
        pen.shaded(ring(x, y, size, size * 0.92), lighter(fill, 0.05), darker(fill, 0.25))
    for _ in range(70):
        x, y, size = rng.choice(crown)
        angle, far = rng.uniform(0, 6.3), size * math.sqrt(rng.random()) * 0.9
        pen.oval(
            x + far * math.cos(angle),
            y + far * math.sin(angle),
            0.022,
            0.02,
            lighter(fill, rng.uniform(0.05, 0.4)),
            190,
        )
