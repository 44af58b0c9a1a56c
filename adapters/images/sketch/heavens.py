"""Skies: light from top to bottom, sun or moon, clouds, stars, aurora, rainbow."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import WHITE, Colour, lighter, mix
from adapters.images.sketch.curves import Point, ring, smooth
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene

_RAINBOW: tuple[Colour, ...] = (
    (232, 92, 88), (244, 152, 76), (248, 212, 96), (120, 190, 120), (92, 150, 216), (140, 108, 196),
)  # fmt: skip


def heaven(pen: Pen, scene: Scene, rng: random.Random, horizon: float) -> Point:
    """Paint the sky down to `horizon`; return where its light stands."""
    palette = scene.palette
    pen.wash(_stretched(scene, pen.height, horizon))
    if palette.dark or "stars" in scene.weather:
        stars(pen, rng, horizon, 150 if "stars" in scene.weather else 60)
    if "aurora" in scene.sky:
        aurora(pen, scene, rng, horizon)
    spot = (pen.width * rng.uniform(0.22, 0.78), horizon * rng.uniform(0.34, 0.66))
    light(pen, scene, spot, rng)
    if "rainbow" in scene.sky:
        rainbow(pen, horizon)
    if not palette.dark or "cloud" in scene.sky:
        clouds(pen, scene, rng, horizon, 7 if "cloud" in scene.sky else 3)
    return spot


def _stretched(scene: Scene, height: float, horizon: float) -> list[Colour]:
    top, middle, bottom = scene.palette.sky
    below = max(0, round(4 * (height - horizon) / height))
    return [top, mix(top, middle, 0.5), middle, mix(middle, bottom, 0.6), bottom, *([bottom] * below)]


def stars(pen: Pen, rng: random.Random, depth: float, count: int) -> None:
    for _ in range(count):
        x, y = rng.uniform(0, pen.width), rng.uniform(0, depth)
        size = 0.0008 + 0.0022 * rng.random() ** 3
        pen.oval(x, y, size, size, WHITE, rng.randint(90, 240))
    for _ in range(count // 22):
        twinkle(
            pen, rng.uniform(0.05, pen.width - 0.05), rng.uniform(0.05, depth * 0.8), rng.uniform(0.008, 0.02), WHITE
        )


def twinkle(pen: Pen, x: float, y: float, size: float, fill: Colour) -> None:
    pen.glow(x, y, size * 2, fill, 110)
    slim = size * 0.13
    pen.polygon([(x, y - size), (x + slim, y - slim), (x + size, y), (x + slim, y + slim),
                 (x, y + size), (x - slim, y + slim), (x - size, y), (x - slim, y - slim)], fill)  # fmt: skip


def light(pen: Pen, scene: Scene, spot: Point, rng: random.Random) -> None:
    (x, y), palette = spot, scene.palette
    moon = "moon" in scene.sky or (palette.dark and "sun" not in scene.sky and palette.name not in {"sunset", "storm"})
    radius = rng.uniform(0.075, 0.11) * (1.35 if {"moon", "sun"} & set(scene.sky) else 1)
    said = scene.dye_of("moon" if moon else "sun")
    body = said or palette.light
    pen.glow(x, y, radius * 4.4, body, 105 if moon else 150)
    pen.glow(x, y, radius * 2.2, body, 150)
    if not moon:
        pen.oval(x, y, radius, radius, mix(body, WHITE, 0.25))
        return
    pen.oval(x, y, radius, radius, body)
    if rng.random() < 0.45:  # a crescent: the night laid over a part of it
        pen.oval(
            x + radius * 0.42,
            y - radius * 0.18,
            radius * 0.88,
            radius * 0.88,
            mix(palette.sky[0], palette.sky[1], 0.45),
        )
        return
    for dx, dy, part in (
        (-0.3, -0.25, 0.22),
        (0.28, 0.1, 0.16),
        (-0.1, 0.42, 0.13),
        (0.36, -0.42, 0.1),
        (-0.5, 0.25, 0.09),
    ):
        pen.oval(x + dx * radius, y + dy * radius, part * radius, part * radius, mix(body, palette.sky[1], 0.22))


def clouds(pen: Pen, scene: Scene, rng: random.Random, depth: float, count: int) -> None:
    body = mix(scene.palette.sky[1], WHITE, 0.3 if scene.palette.dark else 0.72)
    for _ in range(count):
        y = depth * rng.uniform(0.12, 0.8)
        size = rng.uniform(0.045, 0.075) * (1.25 - 0.6 * y / depth)
        cloud(pen.moved(pen.width * rng.uniform(0.02, 0.98), y, size), body, mix(body, scene.palette.sky[2], 0.5), rng)


def cloud(pen: Pen, top: Colour, bottom: Colour, rng: random.Random) -> None:
    """A cloud about five units wide on a flat foot."""
    puffs = [(-1.75, 0.42), (-1.05, 0.72), (-0.2, 1.0), (0.75, 0.78), (1.5, 0.5)]
    outlines = [ring(x * rng.uniform(0.9, 1.15), -size * 0.62, size * rng.uniform(0.9, 1.2), size) for x, size in puffs]
    foot = [[(x, min(y, 0.0)) for x, y in outline] for outline in outlines]
    pen.union([*foot, ring(0, -0.14, 2.5, 0.15)], top, bottom, 215)


def aurora(pen: Pen, scene: Scene, rng: random.Random, depth: float) -> None:
    for fill in (scene.palette.accent, (120, 240, 180), scene.palette.second):
        start, phase = depth * rng.uniform(0.15, 0.45), rng.uniform(0, 6)
        for i in range(70):
            x = pen.width * i / 69
            y = start + depth * 0.12 * math.sin(phase + i / 9) + depth * 0.05 * math.sin(phase * 2 + i / 4)
            tall = depth * (0.22 + 0.12 * math.sin(phase + i / 5))
            pen.polygon([(x, y - tall), (x + pen.width / 60, y - tall), (x + pen.width / 60, y), (x, y)], fill, 16)
            pen.polygon(
                [(x, y - tall * 0.5), (x + pen.width / 60, y - tall * 0.5), (x + pen.width / 60, y), (x, y)], fill, 28
            )


def rainbow(pen: Pen, horizon: float) -> None:
    for i, fill in enumerate(_RAINBOW):
        radius = pen.width * 0.48 - i * 0.022
        arc = [(pen.width / 2 + radius * math.cos(a / 40 * math.pi), horizon - radius * 0.8 * math.sin(a / 40 * math.pi))
               for a in range(41)]  # fmt: skip
        pen.line(arc, 0.024, lighter(fill, 0.2), 150)


def birds(pen: Pen, rng: random.Random, depth: float, fill: Colour) -> None:
    x, y = pen.width * rng.uniform(0.25, 0.7), depth * rng.uniform(0.3, 0.55)
    for _ in range(rng.randint(3, 6)):
        size = rng.uniform(0.012, 0.022)
        bx, by = x + rng.uniform(-0.13, 0.13), y + rng.uniform(-0.07, 0.07)
        wing = smooth([(bx - size, by - size * 0.35), (bx - size * 0.45, by - size * 0.55), (bx, by),
                       (bx + size * 0.45, by - size * 0.55), (bx + size, by - size * 0.35)], closed=False, steps=4)  # fmt: skip
        pen.line(wing, 0.0035, fill)
