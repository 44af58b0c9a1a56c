"""Everything that grows: firs, trunks, meadows, single flowers and a bouquet."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import ring, smooth
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene

_LEAF: Colour = (78, 132, 92)


def fir(pen: Pen, fill: Colour, *, snow: bool = False) -> None:
    """A fir one unit tall on its foot."""
    pen.polygon([(-0.04, 0.05), (0.04, 0.05), (0.03, -0.3), (-0.03, -0.3)], darker(fill, 0.3))
    for foot, wide, top in ((-0.12, 0.3, -0.55), (-0.36, 0.24, -0.78), (-0.6, 0.17, -1.0)):
        pen.polygon([(0, top), (wide, foot), (-wide, foot)], fill)
        pen.polygon([(0, top), (wide, foot), (wide * 0.15, foot)], darker(fill, 0.25))
        if snow:
            pen.polygon(
                [
                    (0, top),
                    (wide * 0.5, (foot + top) / 2),
                    (0, (foot + top) / 2 - 0.05),
                    (-wide * 0.5, (foot + top) / 2),
                ],
                WHITE,
            )


def meadow(pen: Pen, scene: Scene, rng: random.Random, top: float) -> None:
    """Grass and small flowers, larger towards the viewer."""
    palette = scene.palette
    for _ in range(150):
        y = top + (pen.height - top) * rng.random() ** 0.7
        near = (y - top) / (pen.height - top)
        x, size = rng.uniform(0, pen.width), 0.012 + 0.03 * near
        blade = darker(mix(palette.near, _LEAF, 0.4), 0.25 * near)
        lean = rng.uniform(-0.3, 0.3) * size
        pen.polygon([(x - size * 0.08, y), (x + size * 0.08, y), (x + lean, y - size)], blade)
        if rng.random() < 0.36:
            fill = rng.choice((palette.accent, palette.second, WHITE))
            for petal in range(5):
                angle = math.tau * petal / 5
                pen.oval(
                    x + lean + size * 0.16 * math.cos(angle),
                    y - size + size * 0.16 * math.sin(angle),
                    size * 0.14,
                    size * 0.14,
                    fill,
                )
            pen.oval(x + lean, y - size, size * 0.1, size * 0.1, palette.light)


def blossom(pen: Pen, kind: str, fill: Colour, rng: random.Random) -> None:
    """A flower's head of radius 1, seen from the front (a tulip and a lotus: from the side)."""
    match kind:
        case "rose":
            _rose(pen, fill, rng)
        case "sunflower":
            _rays(pen, fill, 18, 0.2)
            pen.oval(0, 0, 0.44, 0.44, (96, 58, 34))
            for i in range(60):
                angle, far = i * 2.399963, 0.4 * math.sqrt(i / 60)
                pen.oval(far * math.cos(angle), far * math.sin(angle), 0.026, 0.026, (156, 100, 52))
        case "tulip":
            for x, turn in ((-0.42, -0.28), (0.42, 0.28), (0.0, 0.0)):
                petal = ring(x, 0, 0.42, 0.85, turn)
                pen.shaded(petal[::4], lighter(fill, 0.25 if x else 0.12), darker(fill, 0.12 if x else 0.02))
        case "lotus":
            for x, turn, tall in (
                (-0.85, -1.0, 0.75),
                (0.85, 1.0, 0.75),
                (-0.5, -0.55, 0.9),
                (0.5, 0.55, 0.9),
                (0, 0, 1.0),
            ):
                tip = [(x, -tall), (x * 0.6 + 0.3, -0.3), (x * 0.3, 0.45), (x * 0.6 - 0.3, -0.3)]
                pen.shaded([(px + turn * 0.1, py) for px, py in tip], darker(fill, 0.03), lighter(fill, 0.6))
            pen.oval(0, 0.2, 0.12, 0.08, (244, 200, 90))
        case _:
            _rays(pen, fill, 6, 0.42)
            pen.oval(0, 0, 0.24, 0.24, (250, 206, 96))
            for i in range(8):
                pen.oval(0.14 * math.cos(i * 0.785), 0.14 * math.sin(i * 0.785), 0.035, 0.035, (222, 150, 62))


def _rays(pen: Pen, fill: Colour, count: int, wide: float) -> None:
    for layer, tint in ((0, darker(fill, 0.14)), (1, fill)):
        for i in range(count):
            angle = math.tau * (i + layer / 2) / count
            cos, sin, reach = math.cos(angle), math.sin(angle), 1 - 0.1 * layer
            petal = ring(0.55 * cos * reach, 0.55 * sin * reach, 0.48 * reach, wide * 0.8, angle, corners=14)
            pen.polygon(petal, tint if layer == 0 else mix(tint, WHITE, 0.1 * (i % 2)))


def _rose(pen: Pen, fill: Colour, rng: random.Random) -> None:
    turn = rng.uniform(0, 6)
    for layer in range(6):
        radius = 1 - layer * 0.16
        count = 5 if layer < 3 else 3
        for i in range(count):
            angle = turn + layer * 0.7 + math.tau * i / count
            far = radius * 0.42
            shade = mix(darker(fill, 0.28), lighter(fill, 0.22), (layer * 0.16 + (i % 2) * 0.18) % 1)
            pen.oval(far * math.cos(angle), far * math.sin(angle), radius * 0.58, radius * 0.58, shade)
    curl = smooth(
        [(0.16 * k / 9 * math.cos(k * 0.9), 0.16 * k / 9 * math.sin(k * 0.9)) for k in range(10)], closed=False, steps=4
    )
    pen.line(curl, 0.035, darker(fill, 0.45))


def bouquet(pen: Pen, kind: str, fill: Colour, scene: Scene, rng: random.Random) -> None:
    """A vase of flowers one unit tall on its foot."""
    heads = [(0.0, -0.74, 0.15), (-0.22, -0.62, 0.12), (0.22, -0.63, 0.125), (-0.12, -0.9, 0.1), (0.14, -0.9, 0.105),
             (-0.34, -0.78, 0.085), (0.35, -0.8, 0.08)]  # fmt: skip
    leaf = mix(_LEAF, scene.palette.near, 0.3)
    for x, y, _ in heads:
        pen.line(smooth([(x, y), (x * 0.5, y * 0.5 - 0.15), (x * 0.12, -0.3)], closed=False), 0.014, darker(leaf, 0.15))
    for i in range(12):
        angle = -math.pi * (0.08 + 0.84 * i / 11)
        x, y, long = 0.32 * math.cos(angle), -0.55 + 0.26 * math.sin(angle), rng.uniform(0.1, 0.15)
        pen.polygon(
            ring(x, y, long, long * 0.36, angle + rng.uniform(-0.3, 0.3), corners=16),
            mix(leaf, WHITE, rng.uniform(0, 0.2)),
        )
    for i, (x, y, size) in reversed(list(enumerate(heads))):
        tint = fill if i % 3 != 2 else mix(fill, scene.palette.second, 0.6)
        blossom(pen.moved(x, y, size), kind, tint, rng)
    glass = lighter(mix(scene.palette.near, scene.palette.sky[1], 0.45), 0.1)
    half = [(0.1, -0.4), (0.09, -0.33), (0.16, -0.2), (0.15, -0.06), (0.1, 0.0)]
    pen.shaded([*half, *((-x, y) for x, y in reversed(half))], lighter(glass, 0.3), darker(glass, 0.15))
    pen.polygon(smooth([(-0.11, -0.2), (-0.095, -0.24), (-0.09, -0.1), (-0.105, -0.08)]), WHITE, 90)
