"""The sea from above and from below."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import WHITE, Colour, darker, dyed, lighter, mix
from adapters.images.sketch.curves import smooth
from adapters.images.sketch.heavens import birds, heaven
from adapters.images.sketch.lands import ridge
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene


def sea(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette, horizon = scene.palette, pen.height * 0.56
    x, y = heaven(pen, scene, rng, horizon)
    for i in range(2):
        crest = ridge(rng, pen.width, horizon - 0.012, 0.03 + 0.018 * i, 0.5)
        crest = [(px, min(py, horizon) + abs(px / pen.width - 0.5 - 0.3 * (1 - 2 * i)) * 0.12) for px, py in crest]
        pen.land(crest, mix(palette.far, palette.sky[2], 0.35 - 0.2 * i), palette.far)
    water = scene.dye_of("sea") or (
        palette.far if palette.name == "ocean" else dyed(mix(palette.far, palette.sky[1], 0.4), (40, 120, 170), 0.35)
    )
    pen.cut([(0, horizon), (pen.width, horizon), (pen.width, pen.height), (0, pen.height)],
            mix(water, palette.sky[2], 0.5), darker(mix(water, palette.near, 0.4), 0.1))  # fmt: skip
    _glitter(pen, rng, x, horizon, palette.light)
    for i in range(5):
        base = horizon + (pen.height - horizon) * (0.2 + 0.2 * i)
        _swell(pen, rng, base, 0.006 + 0.006 * i, mix(water, palette.near, 0.1 + 0.17 * i))
    birds(pen, rng, y + 0.1, mix(palette.near, palette.sky[0], 0.2))
    return pen.height * 0.8


def _glitter(pen: Pen, rng: random.Random, x: float, horizon: float, fill: Colour) -> None:
    for i in range(46):
        y = horizon + (pen.height - horizon) * (i / 46) ** 1.3
        wide = rng.uniform(0.01, 0.05) * (1 + 2.4 * i / 46)
        middle = x + rng.uniform(-0.03, 0.03) * (1 + 3 * i / 46)
        pen.oval(middle, y + 0.003, wide, 0.0022 + 0.0022 * i / 46, fill, 150)


def _swell(pen: Pen, rng: random.Random, base: float, tall: float, fill: Colour) -> None:
    phase, long = rng.uniform(0, 6), rng.uniform(5, 9)
    crest = [(pen.width * i / 60, base + tall * math.sin(phase + long * pen.width * i / 60)
              + tall * 0.5 * math.sin(2.3 * phase + 2.1 * long * i / 60)) for i in range(61)]  # fmt: skip
    lower = [(px, py + 0.16) for px, py in reversed(crest)]
    pen.polygon([*crest, *lower], fill, 90)
    pen.line(crest, 0.002 + tall * 0.12, lighter(fill, 0.55), 120)


def underwater(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    top, middle, deep = lighter(palette.sky[2], 0.1), palette.sky[1], mix(palette.sky[0], palette.near, 0.5)
    pen.wash((top, middle, mix(middle, deep, 0.6), deep))
    for _ in range(7):
        x, wide, lean = rng.uniform(0, pen.width), rng.uniform(0.02, 0.08), rng.uniform(-0.3, 0.3)
        pen.cut([(x, -0.01), (x + wide, -0.01), (x + wide * 3 + lean, pen.height * 0.8), (x - wide + lean, pen.height * 0.8)],
                WHITE, middle, 26)  # fmt: skip
    for i in range(3):
        crest = ridge(rng, pen.width, pen.height * (0.72 + 0.09 * i), 0.06, 0.5)
        pen.land(crest, mix(middle, deep, 0.45 + 0.25 * i), mix(deep, palette.near, 0.35 * i))
    for i in range(9):
        x = pen.width * (i + rng.uniform(0.1, 0.9)) / 9
        if i % 2:
            _weed(pen.moved(x, pen.height * 1.0, rng.uniform(0.2, 0.42)), mix((52, 140, 120), deep, 0.3), rng)
        else:
            _coral(
                pen.moved(x, pen.height, rng.uniform(0.08, 0.13)),
                -math.pi / 2,
                5,
                rng.choice((palette.accent, palette.second, (226, 96, 140))),
                rng,
            )
    for _ in range(40):
        size = rng.uniform(0.003, 0.012)
        x, y = rng.uniform(0, pen.width), rng.uniform(0, pen.height)
        pen.oval(x, y, size, size, WHITE, 50)
        pen.oval(x - size * 0.3, y - size * 0.3, size * 0.3, size * 0.3, WHITE, 150)
    return pen.height * 0.78


def _weed(pen: Pen, fill: Colour, rng: random.Random) -> None:
    for side in (-1, 0, 1):
        phase = rng.uniform(0, 6)
        spine = [(side * 0.1 + 0.09 * math.sin(phase + k * 0.9), -k / 8 * (1 - abs(side) * 0.3)) for k in range(9)]
        left = [(x - 0.05 * (1 - k / 8), y) for k, (x, y) in enumerate(spine)]
        right = [(x + 0.05 * (1 - k / 8), y) for k, (x, y) in enumerate(spine)]
        pen.polygon(smooth([*left, *reversed(right)], steps=4), mix(fill, WHITE, 0.08 * (side + 1)))


def _coral(pen: Pen, angle: float, depth: int, fill: Colour, rng: random.Random) -> None:
    """A branch one unit long from where `pen` stands, and its branches."""
    end = (math.cos(angle), math.sin(angle))
    thick = 0.06 * depth
    pen.line([(0, 0), end], thick, fill)
    pen.oval(*end, thick / 2, thick / 2, fill)
    if depth > 1:
        for turn in (-0.5, 0.45):
            branch = pen.moved(*end, rng.uniform(0.62, 0.8))
            _coral(branch, angle + turn + rng.uniform(-0.15, 0.15), depth - 1, fill, rng)
