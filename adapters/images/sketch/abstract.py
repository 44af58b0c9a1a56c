"""Pictures of nothing: flowing ribbons, and a poster of circles and squares."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from adapters.images.sketch.colour import WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import Point
from adapters.images.sketch.heavens import stars
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene


def waves(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    pen.wash((palette.sky[0], palette.sky[1], palette.sky[2]))
    if palette.dark:
        stars(pen, rng, pen.height * 0.5, 80)
    x, y, radius = pen.width * rng.uniform(0.3, 0.7), pen.height * 0.3, rng.uniform(0.12, 0.17)
    pen.glow(x, y, radius * 4, palette.light, 150)
    pen.oval(x, y, radius, radius, mix(palette.light, palette.second, 0.25))
    chain = _chain(scene)
    count = 9
    phase, bend = rng.uniform(0, 6), rng.uniform(2.2, 3.6)
    for i in range(count):
        share = i / (count - 1) * (len(chain) - 1)
        fill = mix(chain[int(share)], chain[min(int(share) + 1, len(chain) - 1)], share % 1)
        base = pen.height * (0.36 + 0.6 * i / (count - 1))
        swing = pen.height * (0.11 - 0.006 * i)
        crest = [(px, base + swing * math.sin(phase + bend * px + i * 0.55) + 0.3 * swing * math.sin(2 * bend * px - phase + i))
                 for px in (pen.width * k / 90 for k in range(91))]  # fmt: skip
        shadow = [(px, py - 0.014) for px, py in crest]
        pen.polygon([*shadow, *reversed(crest)], darker(fill, 0.6), 38)
        pen.land(crest, lighter(fill, 0.16), darker(fill, 0.22))
        for k in range(1, 5):
            pen.line([(px, py + k * 0.016) for px, py in crest], 0.0022, WHITE, 70 - 14 * k)
    return pen.height * 0.95


def _chain(scene: Scene) -> tuple[Colour, ...]:
    """The ribbons' colours from back to front: those that were said, else the palette's."""
    palette = scene.palette
    if not scene.tints:
        return (palette.second, palette.accent, mix(palette.accent, palette.near, 0.4), palette.far, palette.near)
    said = [*scene.tints[1:], scene.tints[0]]
    return (lighter(said[0], 0.45), *said, darker(said[-1], 0.35), darker(said[-1], 0.65))


def bauhaus(pen: Pen, scene: Scene, rng: random.Random) -> float:
    palette = scene.palette
    paper = mix(palette.sky[2], WHITE, 0.35) if not palette.dark else mix(palette.near, palette.sky[0], 0.4)
    pen.wash((paper, paper))
    tints = [palette.accent, palette.second, palette.near, palette.sky[1], palette.far, palette.sky[0]]
    columns = max(3, round(pen.width * 4))
    rows = max(3, round(pen.height * 4))
    side = min(pen.width / (columns + 0.9), pen.height / (rows + 0.9))
    left, top = (pen.width - columns * side) / 2, (pen.height - rows * side) / 2
    for row in range(rows):
        for column in range(columns):
            ground, first, second = rng.sample([*tints, paper], 3)
            tile = pen.moved(left + (column + 0.5) * side, top + (row + 0.5) * side, side / 2)
            tile.polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)], ground)
            _tile(tile, first, second, rng)
    return pen.height * 0.93


def _tile(pen: Pen, first: Colour, second: Colour, rng: random.Random) -> None:
    turn = rng.randrange(4)
    rng.choice(_TILES)(pen, first, second, turn)


def _turned(points: Sequence[Point], turn: int) -> Sequence[Point]:
    for _ in range(turn):
        points = [(-y, x) for x, y in points]
    return points


def _quarter(radius: float) -> list[Point]:
    arc = (a * math.pi / 40 for a in range(21))
    return [(-1, -1), *((-1 + radius * math.cos(a), -1 + radius * math.sin(a)) for a in arc)]


def _half(y: float) -> list[Point]:
    return [(math.cos(a * math.pi / 20), y + math.sin(a * math.pi / 20)) for a in range(21)]


def _target(pen: Pen, first: Colour, second: Colour, _turn: int) -> None:
    pen.oval(0, 0, 0.8, 0.8, first)
    pen.oval(0, 0, 0.36, 0.36, second)


def _quarters(pen: Pen, first: Colour, second: Colour, turn: int) -> None:
    pen.polygon(_turned(_quarter(2), turn), first)
    pen.polygon(_turned(_quarter(1), turn), second)


def _corner(pen: Pen, first: Colour, _second: Colour, turn: int) -> None:
    pen.polygon(_turned([(-1, -1), (1, -1), (-1, 1)], turn), first)


def _halves(pen: Pen, first: Colour, second: Colour, turn: int) -> None:
    pen.polygon(_turned(_half(0), turn), first)
    pen.polygon(_turned(_half(-1), turn), second)


def _bars(pen: Pen, first: Colour, _second: Colour, turn: int) -> None:
    for i in range(4):
        top, foot = -1 + i * 0.5, -0.75 + i * 0.5
        pen.polygon(_turned([(-1, top), (1, top), (1, foot), (-1, foot)], turn), first)


def _dots(pen: Pen, first: Colour, _second: Colour, _turn: int) -> None:
    for i in range(9):
        pen.oval(-0.62 + 0.62 * (i % 3), -0.62 + 0.62 * (i // 3), 0.16, 0.16, first)


def _diamond(pen: Pen, first: Colour, second: Colour, turn: int) -> None:
    pen.polygon(_turned([(0, -1), (1, 0), (0, 1), (-1, 0)], turn), first)
    pen.oval(0, 0, 0.4, 0.4, second)


def _petals(pen: Pen, first: Colour, second: Colour, turn: int) -> None:
    pen.polygon(_turned(_quarter(2), turn), first)
    pen.polygon(_turned([(-x, -y) for x, y in _quarter(1)], turn), second)


_TILES = (_target, _quarters, _corner, _halves, _bars, _dots, _diamond, _petals)
