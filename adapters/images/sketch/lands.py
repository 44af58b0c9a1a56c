"""Open country: mountains, hills and meadows, dunes. Each leaves a ground to stand on."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import Point
from adapters.images.sketch.heavens import birds, heaven
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.plants import fir, meadow
from adapters.images.sketch.scene import Scene


def ridge(rng: random.Random, width: float, base: float, tall: float, rough: float) -> list[Point]:
    """A broken skyline by halving: `base` ± `tall` over the whole width."""
    heights = [rng.uniform(-1, 1), rng.uniform(-1, 1)]
    swing = 1.0
    for _ in range(7):
        halves = [(a + b) / 2 + rng.uniform(-swing, swing) for a, b in pairwise(heights)]
        heights = [height for pair in zip(heights, [*halves, 0.0], strict=True) for height in pair][:-1]
        swing *= rough
    last = len(heights) - 1
    return [(width * i / last, base - tall * height) for i, height in enumerate(heights)]


def rolling(rng: random.Random, width: float, base: float, tall: float) -> list[Point]:
    """A soft skyline of two slow waves."""
    a, b = rng.uniform(0, math.tau), rng.uniform(0, math.tau)
    slow, quick = rng.uniform(1.2, 2.0), rng.uniform(2.6, 4.2)
    return [(width * i / 60, base - tall * (0.7 * math.sin(a + slow * i / 20 * width) + 0.3 * math.sin(b + quick * i / 20 * width)))
            for i in range(61)]  # fmt: skip


def mountains(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette, floor = scene.palette, pen.height * 0.86
    heaven(pen, scene, rng, pen.height * 0.62)
    snowy = palette.name in {"winter", "day", "dawn", "night"} or "snow" in scene.weather
    for i in range(3):
        share = i / 3
        crest = ridge(rng, pen.width, pen.height * (0.49 + 0.12 * i), pen.height * (0.14 - 0.02 * i), 0.55)
        body = mix(palette.far, palette.near, share * 0.8)
        pen.land(crest, body, mix(body, palette.sky[2], 0.35))
        _lit_side(pen, crest, lighter(body, 0.85 if snowy and i < 2 else 0.16), 0.075 - 0.015 * i, rng)
        pen.veil(pen.height * (0.56 + 0.1 * i), floor, palette.sky[2], 0, 130 - 30 * i)
    birds(pen, rng, pen.height * 0.5, mix(palette.near, palette.far, 0.2))
    ground = WHITE if "snow" in scene.weather else mix(palette.near, palette.far, 0.12)
    crest = rolling(rng, pen.width, floor - 0.01, 0.025)
    for i in range(0, 61, 1):
        if rng.random() < 0.62 and abs(i - 30) > (13 if scene.subject else 0):
            fir(pen.moved(*crest[i], rng.uniform(0.07, 0.19)), darker(palette.near, 0.15), snow="snow" in scene.weather)
    shade = mix(palette.sky[1], ground, 0.62) if "snow" in scene.weather else darker(ground, 0.35)
    pen.land(crest, mix(ground, palette.sky[2], 0.12), shade)
    return pen.height * 0.95


def _lit_side(pen: Pen, crest: list[Point], fill: Colour, drop: float, rng: random.Random) -> None:
    """Light (or snow) on the left flank of each summit, ragged below."""
    for i in range(8, len(crest) - 8):
        x, y = crest[i]
        if y != min(point[1] for point in crest[i - 8 : i + 9]):
            continue
        reach = drop * rng.uniform(0.7, 1.25)
        left = [point for point in crest[max(0, i - 12) : i] if point[1] < y + reach]
        right = [point for point in crest[i + 1 : i + 5] if point[1] < y + reach * 0.45]
        if not left:
            continue
        end = right[-1] if right else (x, y)
        foot = left[0]
        ragged = [
            (
                end[0] + (foot[0] - end[0]) * k / 6,
                end[1] + (foot[1] - end[1]) * k / 6 + reach * (0.5 if k % 2 else 0.12) * rng.uniform(0.6, 1.2),
            )
            for k in range(1, 6)
        ]
        pen.polygon([*left, (x, y), *right, *ragged], fill, 200)


def hills(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    heaven(pen, scene, rng, pen.height * 0.6)
    green = scene.dye_of("hills") or mix(palette.near, (126, 178, 92), 0.0 if palette.dark else 0.45)
    snow = "snow" in scene.weather
    for i in range(4):
        crest = rolling(rng, pen.width, pen.height * (0.56 + 0.1 * i), pen.height * (0.05 - 0.006 * i))
        body = mix(palette.far, green, 0.25 + 0.25 * i)
        body = mix(body, WHITE, 0.75) if snow else body
        for k in range(4, 57, 2):
            clear = scene.subject is not None and i > 1 and abs(k - 30) < 14
            if i < 3 and rng.random() < 0.34 and not clear:
                _round_tree(pen.moved(*crest[k], 0.03 + 0.028 * i), darker(mix(body, palette.accent, 0.1), 0.22), rng)
        pen.land(crest, lighter(body, 0.12), darker(body, 0.12))
    if not snow:
        meadow(pen, scene, rng, pen.height * 0.84)
    birds(pen, rng, pen.height * 0.45, mix(palette.near, palette.sky[0], 0.3))
    return pen.height * 0.93


def _round_tree(pen: Pen, fill: Colour, rng: random.Random) -> None:
    pen.polygon([(-0.07, 0.1), (0.07, 0.1), (0.05, -0.8), (-0.05, -0.8)], darker(fill, 0.35))
    wide = rng.uniform(0.42, 0.6)
    pen.oval(0, -1.1, wide, 0.78, fill)
    pen.oval(-wide * 0.25, -1.25, wide * 0.55, 0.45, lighter(fill, 0.12))


def desert(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    heaven(pen, scene, rng, pen.height * 0.55)
    crest = ridge(rng, pen.width, pen.height * 0.55, pen.height * 0.03, 0.5)
    pen.land(crest, mix(palette.far, palette.sky[1], 0.4), palette.sky[2])
    for i in range(4):
        peak = pen.width * rng.uniform(0.15, 0.85)
        top, foot = pen.height * (0.57 + 0.1 * i), pen.height * (0.67 + 0.11 * i)
        body = mix(palette.far, palette.near, 0.22 * i)
        span = [pen.width * k / 40 for k in range(41)]
        line = [(x, foot - (foot - top) * math.exp(-(((x - peak) / (0.34 * pen.width)) ** 2))) for x in span]
        pen.land(line, lighter(body, 0.3), body)
        lee = [point for point in line if point[0] >= peak]
        if len(lee) > 2:
            edge = [
                (peak - 0.06 * math.sin(k / 8 * math.pi) - 0.16 * k / 8, top + (pen.height - top) * k / 8)
                for k in range(9)
            ]
            pen.cut([*lee, (pen.width, pen.height), *reversed(edge)], darker(body, 0.12), darker(body, 0.3), 150)
    for x in (pen.width * 0.12, pen.width * 0.88):
        _cactus(
            pen.moved(x + rng.uniform(-0.04, 0.04), pen.height * rng.uniform(0.9, 0.96), rng.uniform(0.16, 0.25)),
            palette.accent,
        )
    return pen.height * 0.94


def _cactus(pen: Pen, fill: Colour) -> None:
    shade = darker(fill, 0.2)
    for path in (
        [(0, 0), (0, -1)],
        [(0, -0.4), (0.27, -0.4), (0.27, -0.72)],
        [(0, -0.28), (-0.25, -0.28), (-0.25, -0.56)],
    ):
        pen.line(path, 0.15, fill)
        for x, y in (path[-1], path[len(path) // 2]):
            pen.oval(x, y, 0.075, 0.075, fill)
    pen.line([(0.035, 0), (0.035, -0.98)], 0.025, shade)
