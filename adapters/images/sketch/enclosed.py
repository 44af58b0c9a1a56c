"""Places with little sky: a forest, a field of flowers, a studio."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import WHITE, darker, lighter, mix
from adapters.images.sketch.heavens import heaven
from adapters.images.sketch.lands import rolling
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.plants import blossom, fir
from adapters.images.sketch.scene import Scene

_FIELD = ("rose", "sunflower", "blossom", "tulip", "blossom")


def forest(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    heaven(pen, scene, rng, pen.height * 0.75)
    pen.glow(pen.width / 2, pen.height * 0.45, 0.5, palette.light, 140)
    snow = "snow" in scene.weather
    for i in range(4):
        floor, body = pen.height * (0.68 + 0.09 * i), mix(palette.far, palette.near, 0.3 * i)
        crest = rolling(rng, pen.width, floor, 0.02)
        for _ in range(26 - 4 * i):
            x = rng.uniform(-0.05, pen.width + 0.05)
            if i > 1 and abs(x - pen.width / 2) < 0.2 + 0.09 * i:
                continue
            tall = rng.uniform(0.26, 0.44) * (0.8 + 0.42 * i) * min(1.35, max(1.0, pen.height))
            fir(pen.moved(x, floor + 0.03, tall), mix(body, palette.accent, 0.07 * rng.random()), snow=snow and i > 0)
        top = mix(body, WHITE, 0.8) if snow else mix(body, palette.light, 0.12)
        pen.land(crest, top, mix(top, palette.near, 0.25 if snow else 0.4))
        pen.veil(floor - 0.22, floor + 0.03, palette.sky[2], 0, 120 - 28 * i)
    return pen.height * 0.95


def flowers(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    pen.wash((mix(palette.sky[0], palette.near, 0.15), palette.sky[1], palette.sky[2]))
    pen.glow(pen.width * 0.5, pen.height * 0.3, 0.8, palette.light, 170)
    kinds = (
        tuple(concept for kind, concept in (scene.subject, *scene.others) if kind == "flower") if scene.subject else ()
    )
    tints = (scene.dye or palette.accent, palette.second, mix(palette.accent, WHITE, 0.35), lighter(palette.far, 0.2))
    heads: list[tuple[float, float, float]] = []
    for _ in range(420):
        y = rng.uniform(0.3, 1.02) * pen.height
        size = 0.02 + 0.085 * (y / pen.height - 0.25) * rng.uniform(0.8, 1.3)
        x = rng.uniform(0, pen.width)
        if all((x - ox) ** 2 + (y - oy) ** 2 > (0.85 * (size + other)) ** 2 for ox, oy, other in heads):
            heads.append((x, y, size))
    stem = mix((84, 140, 90), palette.near, 0.25)
    for x, y, size in sorted(heads, key=lambda head: head[1]):
        pen.line(
            [(x, y), (x + rng.uniform(-0.3, 0.3) * size, pen.height)],
            size * 0.1,
            mix(palette.sky[2], stem, 0.35 + 0.6 * y / pen.height),
        )
        for side in (-1, 1):
            pen.oval(x + side * size * 0.5, y + size * 1.6, size * 0.5, size * 0.16, mix(stem, WHITE, 0.1))
        haze = 0.45 * max(0.0, 0.75 - y / pen.height)
        blossom(pen.moved(x, y, size), rng.choice(kinds or _FIELD), mix(rng.choice(tints), palette.sky[2], haze), rng)
    return pen.height * 0.97


def room(pen: Pen, scene: Scene, rng: random.Random) -> float:
    """A plain wall with a disc or an arch of light, for portraits and still life."""
    palette = scene.palette
    wall, low = mix(palette.sky[1], palette.sky[2], 0.25), mix(palette.sky[2], palette.sky[1], 0.1)
    pen.wash((wall, low))
    disc = mix(palette.accent, palette.sky[2], 0.35) if not palette.dark else mix(palette.sky[2], palette.light, 0.3)
    x, floor = pen.width / 2, pen.height * 0.84
    if rng.random() < 0.5:
        pen.oval(x, pen.height * 0.47, 0.36, 0.36, disc)
    else:
        top = pen.height * 0.47
        arch = [(x - 0.33 * math.cos(a * math.pi / 30), top - 0.33 * math.sin(a * math.pi / 30)) for a in range(31)]
        pen.cut([*arch, (x + 0.33, floor), (x - 0.33, floor)], disc, lighter(disc, 0.3))
    pen.glow(x, pen.height * 0.4, 0.6, palette.light, 90)
    table = mix(palette.far, palette.near, 0.25)
    if scene.subject is None or scene.subject[0] != "person":
        pen.cut(
            [(0, floor), (pen.width, floor), (pen.width, pen.height), (0, pen.height)],
            lighter(table, 0.12),
            darker(table, 0.1),
        )
    return pen.height * 0.93
