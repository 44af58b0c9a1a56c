"""A city between sky and wet street."""

from __future__ import annotations

import random

from adapters.images.sketch.colour import Colour, darker, lighter, mix
from adapters.images.sketch.heavens import heaven
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene


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
            _building(pen, (x, street - tall, wide), street, (body, lit if i else body), rng)
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


def _building(
    pen: Pen, box: tuple[float, float, float], street: float, tints: tuple[Colour, Colour], rng: random.Random
) -> None:
    """`box` is left, top and width; `tints` the wall and its lit windows (the same twice: no windows)."""
    (x, top, wide), (body, lit) = box, tints
    pen.cut([(x, top), (x + wide, top), (x + wide, street), (x, street)], body, darker(body, 0.12))
    side = x + wide * 0.72
    pen.polygon([(side, top), (x + wide, top), (x + wide, street), (side, street)], darker(body, 0.35), 90)
    _roof(pen, box, body, rng)
    if lit != body:
        _windows(pen, box, street, lit, rng)


def _roof(pen: Pen, box: tuple[float, float, float], body: Colour, rng: random.Random) -> None:
    x, top, wide = box
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


def _windows(pen: Pen, box: tuple[float, float, float], street: float, lit: Colour, rng: random.Random) -> None:
    x, top, wide = box
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
