"""The space between the stars, with planets."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.heavens import stars
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene


def space(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    top, middle = darker(palette.sky[0], 0.45), mix(palette.sky[0], palette.sky[1], 0.4)
    pen.wash((darker(top, 0.3), top, middle, mix(middle, palette.sky[2], 0.25)))
    _nebula(pen, scene, rng)
    stars(pen, rng, pen.height, 330)
    _planets(pen, scene, rng)
    if scene.subject:
        _moon(pen, mix(palette.far, palette.light, 0.45), rng)
    return pen.height * 0.93


def _nebula(pen: Pen, scene: Scene, rng: random.Random) -> None:
    palette = scene.palette
    for _ in range(6):
        along = rng.uniform(0, 1)
        x, y = pen.width * along, pen.height * (0.75 - 0.5 * along) + rng.uniform(-0.18, 0.18)
        pen.glow(
            x,
            y,
            rng.uniform(0.22, 0.42),
            rng.choice((palette.sky[1], palette.sky[2], palette.accent, palette.second)),
            rng.randint(60, 120),
        )


def _planets(pen: Pen, scene: Scene, rng: random.Random) -> None:
    palette = scene.palette
    big = (pen.width * rng.choice((0.2, 0.8)), pen.height * rng.uniform(0.24, 0.36))
    planet(
        pen.moved(*big, rng.uniform(0.14, 0.2)),
        scene.dye_of("space") or mix(palette.accent, palette.sky[1], 0.25),
        palette.second,
        ringed=True,
    )
    for _ in range(2):
        spot = (pen.width * rng.uniform(0.1, 0.9), pen.height * rng.uniform(0.1, 0.6))
        planet(
            pen.moved(*spot, rng.uniform(0.03, 0.055)),
            rng.choice((palette.second, palette.far, palette.light)),
            palette.light,
            ringed=False,
        )


def _moon(pen: Pen, ground: Colour, rng: random.Random) -> None:
    """What a subject stands on."""
    crest = [(pen.width * i / 60, pen.height * (0.84 + 0.1 * (i / 30 - 1) ** 2)) for i in range(61)]
    pen.land(crest, lighter(ground, 0.15), darker(ground, 0.4))
    for _ in range(11):
        x, y, size = rng.uniform(0, pen.width), pen.height * rng.uniform(0.92, 0.99), rng.uniform(0.02, 0.06)
        pen.oval(x, y, size, size * 0.26, darker(ground, 0.35))
        pen.oval(x, y + size * 0.06, size * 0.9, size * 0.2, darker(ground, 0.18))


def planet(pen: Pen, body: Colour, band: Colour, *, ringed: bool) -> None:
    """A planet of radius 1, lit from the upper left."""
    pen.glow(0, 0, 2.2, body, 90)
    if ringed:
        _hoop(pen, band, 20, 40)
    disc = [(math.cos(a * math.tau / 60), math.sin(a * math.tau / 60)) for a in range(60)]
    pen.cut(disc, lighter(body, 0.35), darker(body, 0.5))
    for y, tall in ((-0.5, 0.1), (-0.12, 0.17), (0.36, 0.09)):
        half, low = math.sqrt(1 - y * y), math.sqrt(1 - (y + tall) ** 2)
        pen.polygon([(-half, y), (half, y), (low, y + tall), (-low, y + tall)], band, 60)
    edge = [a * math.pi / 30 - math.pi / 4 for a in range(31)]
    inner = [(0.42 * math.cos(a - math.pi / 4), math.sin(a - math.pi / 4)) for a in reversed(edge)]
    turned = [((x - y) * math.sqrt(0.5), (x + y) * math.sqrt(0.5)) for x, y in inner]
    pen.polygon([*((math.cos(a), math.sin(a)) for a in edge), *turned], (10, 6, 34), 70)
    if ringed:
        _hoop(pen, band, 0, 20)


def _hoop(pen: Pen, fill: Colour, start: int, end: int) -> None:
    for reach, wide, alpha in ((1.8, 0.16, 205), (1.52, 0.07, 180)):
        arc = [
            (reach * math.cos(k / 20 * math.pi), 0.24 * reach * math.sin(k / 20 * math.pi))
            for k in range(start, end + 1)
        ]
        pen.line([(0.94 * x + 0.34 * y, -0.34 * x + 0.94 * y) for x, y in arc], wide, mix(fill, WHITE, 0.35), alpha)
