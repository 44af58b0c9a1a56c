"""Places with little sky: a city, the space between the stars, a forest, a field of flowers, a studio."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.heavens import heaven, stars
from adapters.images.sketch.lands import fill_down, rolling
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.plants import blossom, fir
from adapters.images.sketch.scene import Scene

_FIELD = ("rose", "sunflower", "blossom", "tulip", "blossom")


def city(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette, street = scene.palette, pen.height * 0.88
    heaven(pen, scene, rng, pen.height * 0.7)
    lit = palette.light if palette.dark else lighter(palette.sky[2], 0.3)
    for i in range(4):
        body = mix(palette.far, palette.near, 0.3 * i) if i else mix(palette.far, palette.sky[2], 0.35)
        x = -0.05
        while x < pen.width + 0.05:
            wide = rng.uniform(0.07, 0.15)
            tall = pen.height * (rng.uniform(0.2, 0.58) - 0.075 * i) + 0.06
            if i > 1 and scene.subject and abs(x + wide / 2 - pen.width / 2) < 0.26:
                tall *= 0.45
            _building(pen, (x, street - tall), wide, street, body, lit, rng, windows=i > 0)
            x += wide + rng.uniform(-0.01, 0.025)
        pen.veil(street - 0.4 + 0.05 * i, street, palette.sky[2], 0, 80 - 15 * i)
    ground = darker(palette.near, 0.2)
    pen.cut(
        [(0, street), (pen.width, street), (pen.width, pen.height), (0, pen.height)],
        mix(ground, palette.sky[2], 0.3),
        ground,
    )
    for _ in range(70):
        y = street + (pen.height - street) * rng.random()
        fill = rng.choice((lit, palette.accent, palette.second, palette.sky[2]))
        pen.oval(rng.uniform(0, pen.width), y, rng.uniform(0.008, 0.05), 0.002, fill, 95)
    return pen.height * 0.95


def _building(pen: Pen, corner: tuple[float, float], wide: float, street: float, body: Colour, lit: Colour,
              rng: random.Random, *, windows: bool) -> None:  # fmt: skip
    x, top = corner
    pen.cut([(x, top), (x + wide, top), (x + wide, street), (x, street)], body, darker(body, 0.12))
    pen.polygon(
        [(x + wide * 0.72, top), (x + wide, top), (x + wide, street), (x + wide * 0.72, street)], darker(body, 0.35), 90
    )
    match rng.randrange(4):
        case 0:
            pen.polygon(
                [
                    (x + wide * 0.3, top),
                    (x + wide * 0.7, top),
                    (x + wide * 0.7, top - 0.025),
                    (x + wide * 0.3, top - 0.025),
                ],
                body,
            )
            pen.line([(x + wide / 2, top), (x + wide / 2, top - 0.09)], 0.004, body)
        case 1:
            pen.polygon([(x, top), (x + wide, top), (x + wide / 2, top - wide * 0.5)], body)
        case _:
            pass
    if not windows:
        return
    columns, step = max(3, round(wide / 0.024)), 0.028
    pane = wide / (columns * 1.6 + 0.6)
    y = top + 0.022
    while y < street - 0.02:
        for k in range(columns):
            if rng.random() < 0.5:
                left = x + pane * (0.6 + 1.6 * k)
                glow = rng.random()
                fill = lit if glow < 0.8 else mix(lit, (255, 150, 90), 0.6)
                pen.polygon(
                    [(left, y), (left + pane, y), (left + pane, y + 0.014), (left, y + 0.014)],
                    fill,
                    215 if glow < 0.5 else 110,
                )
        y += step


def space(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    top, middle = darker(palette.sky[0], 0.45), mix(palette.sky[0], palette.sky[1], 0.4)
    pen.wash((darker(top, 0.3), top, middle, mix(middle, palette.sky[2], 0.25)))
    for _ in range(9):
        along = rng.uniform(0, 1)
        x, y = pen.width * along, pen.height * (0.75 - 0.5 * along) + rng.uniform(-0.18, 0.18)
        pen.glow(
            x,
            y,
            rng.uniform(0.2, 0.5),
            rng.choice((palette.sky[1], palette.sky[2], palette.accent, palette.second)),
            rng.randint(60, 120),
        )
    stars(pen, rng, pen.height, 330)
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
    if scene.subject:
        ground = mix(palette.far, palette.light, 0.45)
        crest = [(pen.width * i / 60, pen.height * (0.84 + 0.1 * (i / 30 - 1) ** 2)) for i in range(61)]
        fill_down(pen, crest, lighter(ground, 0.15), darker(ground, 0.4))
        for _ in range(11):
            x, y, size = rng.uniform(0, pen.width), pen.height * rng.uniform(0.92, 0.99), rng.uniform(0.02, 0.06)
            pen.oval(x, y, size, size * 0.26, darker(ground, 0.35))
            pen.oval(x, y + size * 0.06, size * 0.9, size * 0.2, darker(ground, 0.18))
    return pen.height * 0.93


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


def forest(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    heaven(pen, scene, rng, pen.height * 0.75)
    pen.glow(pen.width / 2, pen.height * 0.45, 0.75, palette.light, 150)
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
        fill_down(pen, crest, top, mix(top, palette.near, 0.25 if snow else 0.4))
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
