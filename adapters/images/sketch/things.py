"""Things one can put into a picture, each one unit tall on its foot."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.pen import Pen, mirrored, ring, smooth

_WOOD: Colour = (128, 84, 58)
_GLOW: Colour = (255, 224, 140)


def _boat(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.oval(0, 0.0, 0.5, 0.035, INK, 50)
    pen.line([(0, -0.16), (0, -1.0)], 0.022, _WOOD)
    pen.cut([(0.03, -0.96), (0.42, -0.24), (0.03, -0.22)], lighter(fill, 0.35), fill)
    pen.cut([(-0.03, -0.86), (-0.34, -0.26), (-0.03, -0.22)], (255, 250, 240), (232, 222, 210))
    pen.cut(
        smooth([(-0.46, -0.18), (0, -0.15), (0.48, -0.2), (0.36, -0.01), (-0.32, -0.01)]), _WOOD, darker(_WOOD, 0.4)
    )
    pen.line([(-0.43, -0.15), (0, -0.125), (0.44, -0.16)], 0.02, lighter(fill, 0.2))


def _lighthouse(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.shape([(-0.4, 0.03), (-0.25, -0.1), (0, -0.13), (0.27, -0.09), (0.42, 0.03)], (84, 78, 88))
    for side in (-1, 1):
        pen.polygon([(0, -0.85), (side * 1.9, -1.08), (side * 1.9, -0.6)], _GLOW, 60)
    wide = (0.15, 0.135, 0.12, 0.105, 0.09)
    for i, (low, high) in enumerate(zip(wide, wide[1:], strict=False)):
        y = -0.09 - 0.165 * i
        pen.polygon(
            [(-low, y), (low, y), (high, y - 0.165), (-high, y - 0.165)], fill if i % 2 == 0 else (252, 247, 238)
        )
    pen.polygon([(0.02, -0.09), (0.15, -0.09), (0.09, -0.75), (0.02, -0.75)], INK, 30)
    pen.polygon([(-0.12, -0.75), (0.12, -0.75), (0.12, -0.78), (-0.12, -0.78)], darker(fill, 0.4))
    pen.polygon([(-0.065, -0.78), (0.065, -0.78), (0.065, -0.9), (-0.065, -0.9)], _GLOW)
    pen.glow(0, -0.84, 0.25, _GLOW, 220)
    pen.polygon([(-0.09, -0.9), (0.09, -0.9), (0, -1.0)], darker(fill, 0.3))


def _house(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _castle(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _pagoda(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _balloon(pen: Pen, fill: Colour, _: random.Random) -> None:
    for x in (-0.1, 0.1):
        pen.line([(x * 2.2, -0.36), (x * 0.8, -0.13)], 0.008, _WOOD)
    for i, share in enumerate((1.0, 0.66, 0.3)):
        tint = (fill, lighter(fill, 0.55), lighter(fill, 0.12))[i]
        half = [(0, -1.0), (0.2, -0.97), (0.36, -0.8), (0.35, -0.6), (0.2, -0.38), (0.09, -0.3), (0, -0.3)]
        pen.shaded(mirrored([(x * share, y) for x, y in half]), lighter(tint, 0.15), darker(tint, 0.18))
    pen.polygon(smooth([(-0.22, -0.82), (-0.15, -0.92), (-0.12, -0.86), (-0.18, -0.7)]), WHITE, 90)
    pen.cut([(-0.085, -0.13), (0.085, -0.13), (0.07, 0), (-0.07, 0)], (190, 138, 84), (140, 92, 54))


def _rocket(pen: Pen, fill: Colour, rng: random.Random) -> None:
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


def _whale(pen: Pen, fill: Colour, _: random.Random) -> None:
    for x in (-0.08, 0, 0.08):
        pen.line(
            smooth([(-0.25, -0.62), (-0.25 + x, -0.82), (-0.25 + 2.4 * x, -0.88 + abs(x) * 1.6)], closed=False),
            0.02,
            (206, 236, 246),
        )
    pen.shaded([(-0.72, -0.34), (-0.55, -0.58), (-0.2, -0.64), (0.2, -0.5), (0.5, -0.38), (0.66, -0.5), (0.66, -0.72), (0.78, -0.62), (0.94, -0.7), (0.84, -0.5), (0.72, -0.4), (0.6, -0.2), (0.25, -0.05), (-0.3, -0.02), (-0.62, -0.12)],
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


def _fish(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _butterfly(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _tree(pen: Pen, fill: Colour, rng: random.Random) -> None:
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


def _cup(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _cake(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _banana(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _apple(pen: Pen, fill: Colour, _: random.Random) -> None:
    pen.oval(0, 0.0, 0.42, 0.04, INK, 60)
    pen.line(smooth([(0, -0.72), (0.02, -0.86), (0.09, -0.97)], closed=False), 0.04, _WOOD)
    pen.shaded([(0.05, -0.84), (0.2, -1.0), (0.4, -0.95), (0.26, -0.82)], (126, 180, 92), (82, 138, 72))
    pen.shaded(
        mirrored([(0, -0.72), (0.18, -0.79), (0.4, -0.68), (0.45, -0.42), (0.33, -0.12), (0.15, 0.0), (0, -0.03)]),
        lighter(fill, 0.16),
        darker(fill, 0.25),
    )
    pen.polygon(smooth([(-0.33, -0.5), (-0.25, -0.66), (-0.18, -0.66), (-0.26, -0.46)]), WHITE, 120)


def _car(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _heart(pen: Pen, fill: Colour, _: random.Random) -> None:
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


def _lantern(pen: Pen, fill: Colour, _: random.Random) -> None:
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


Drawing = Callable[[Pen, Colour, random.Random], None]
THINGS: Mapping[str, tuple[Drawing, Colour, float]] = {  # how to draw it, its usual colour, its height in the picture
    "boat": (_boat, (214, 74, 62), 0.5),
    "lighthouse": (_lighthouse, (206, 64, 58), 0.72),
    "house": (_house, (196, 84, 66), 0.46),
    "castle": (_castle, (92, 96, 176), 0.62),
    "pagoda": (_pagoda, (196, 62, 52), 0.6),
    "balloon": (_balloon, (226, 88, 78), 0.6),
    "rocket": (_rocket, (226, 82, 72), 0.66),
    "whale": (_whale, (62, 108, 164), 0.44),
    "fish": (_fish, (242, 132, 56), 0.5),
    "butterfly": (_butterfly, (240, 140, 60), 0.56),
    "tree": (_tree, (92, 152, 92), 0.72),
    "cup": (_cup, (232, 128, 96), 0.56),
    "cake": (_cake, (242, 140, 166), 0.6),
    "banana": (_banana, (250, 212, 74), 0.56),
    "apple": (_apple, (214, 62, 58), 0.54),
    "car": (_car, (218, 76, 66), 0.34),
    "heart": (_heart, (226, 66, 88), 0.66),
    "lantern": (_lantern, (214, 56, 48), 0.62),
}
AIRBORNE = frozenset({"balloon", "rocket", "butterfly", "heart", "lantern", "fish"})
