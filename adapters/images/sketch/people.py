"""People as far as the chest, eyes closed in peace; a robot and an astronaut too. Units: the height of the bust is 1."""

from __future__ import annotations

import math
import random

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import Point, mirrored, ring, smooth
from adapters.images.sketch.heavens import twinkle
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene

_SKINS: tuple[Colour, ...] = ((250, 221, 196), (240, 200, 166), (214, 160, 122), (166, 112, 80), (120, 78, 58))
_HAIRS: tuple[Colour, ...] = ((44, 36, 44), (84, 54, 42), (150, 92, 52), (214, 164, 92), (168, 62, 46))
_SHOULDERS: list[Point] = [(0, -0.36), (0.1, -0.34), (0.3, -0.27), (0.42, -0.12), (0.46, 0.05), (0, 0.06)]
_LONG_FRINGE: list[Point] = [
    (-0.02, -0.99), (0.13, -0.97), (0.215, -0.84), (0.225, -0.62), (0.195, -0.58), (0.175, -0.76), (0.08, -0.86),
    (-0.02, -0.9), (-0.1, -0.82), (-0.175, -0.72), (-0.195, -0.58), (-0.225, -0.62), (-0.215, -0.84), (-0.13, -0.96),
]  # fmt: skip
_SHORT_FRINGE: list[Point] = [
    (-0.2, -0.74), (-0.225, -0.88), (-0.12, -1.02), (0.06, -1.04), (0.19, -0.96), (0.21, -0.84), (0.2, -0.74),
    (0.165, -0.82), (0.06, -0.865), (-0.06, -0.85), (-0.165, -0.82),
]  # fmt: skip


def bust(pen: Pen, kind: str, scene: Scene, rng: random.Random) -> None:
    match kind:
        case "robot":
            _robot(pen, scene.dye or mix(scene.palette.far, (190, 200, 214), 0.6), scene)
        case "astronaut":
            _astronaut(pen, scene)
        case "man":
            _human(pen, scene, rng, long_hair=False)
        case "woman":
            _human(pen, scene, rng, long_hair=True)
        case _:
            _human(pen, scene, rng, long_hair=rng.random() < 0.5)


def _human(pen: Pen, scene: Scene, rng: random.Random, *, long_hair: bool) -> None:
    skin, hair = rng.choice(_SKINS), rng.choice(_HAIRS)
    if long_hair:
        back = [(0, -1.0), (0.16, -0.98), (0.27, -0.84), (0.29, -0.6), (0.33, -0.35), (0.28, -0.12), (0, -0.14)]
        pen.shaded(mirrored(back), hair, darker(hair, 0.25))
    _body(pen, skin, scene.dye or scene.palette.accent)
    for side in (-1, 1):
        _half_face(pen.moved(0, 0, flip=side < 0), skin, hair, long_hair=long_hair)
    nose = smooth([(-0.008, -0.66), (0.014, -0.595), (-0.008, -0.588)], closed=False, steps=5)
    pen.line(nose, 0.008, darker(skin, 0.25))
    pen.line(smooth([(-0.05, -0.528), (0, -0.512), (0.05, -0.528)], closed=False, steps=6), 0.012, (186, 74, 76))
    pen.shaded(_LONG_FRINGE if long_hair else _SHORT_FRINGE, lighter(hair, 0.1), hair)
    if long_hair:
        pen.moved(0.19, -0.86, 0.05).oval(0, 0, 1, 1, scene.palette.second)
        pen.oval(0.19, -0.86, 0.022, 0.022, WHITE)


def _body(pen: Pen, skin: Colour, cloth: Colour) -> None:
    """Shoulders, neck, collar and the shape of the face."""
    pen.shaded(mirrored(_SHOULDERS), lighter(cloth, 0.12), darker(cloth, 0.18))
    pen.shape(mirrored([(0, -0.5), (0.085, -0.5), (0.08, -0.36), (0.14, -0.32), (0, -0.24)]), darker(skin, 0.12))
    pen.line(smooth([(-0.15, -0.325), (0, -0.22), (0.15, -0.325)], closed=False), 0.022, lighter(cloth, 0.45))
    cheeks = [(0, -0.93), (0.12, -0.91), (0.185, -0.78), (0.175, -0.6), (0.1, -0.47), (0, -0.435)]
    pen.shaded(mirrored(cheeks), lighter(skin, 0.06), skin)


def _half_face(pen: Pen, skin: Colour, hair: Colour, *, long_hair: bool) -> None:
    pen.glow(0.105, -0.575, 0.075, (240, 110, 100), 120)
    lid = smooth([(0.045, -0.675), (0.08, -0.655), (0.118, -0.68)], closed=False, steps=6)
    pen.line(lid, 0.011, mix(hair, INK, 0.5))
    if long_hair:
        for k in range(3):
            x, y = lid[6 + 3 * k]
            pen.line([(x, y), (x + 0.012 + 0.004 * k, y + 0.02)], 0.005, INK)
    pen.line(
        smooth([(0.045, -0.742), (0.085, -0.758), (0.125, -0.74)], closed=False, steps=5), 0.012, mix(hair, skin, 0.25)
    )
    if not long_hair:
        pen.oval(0.188, -0.67, 0.03, 0.045, darker(skin, 0.06))


def _robot(pen: Pen, metal: Colour, scene: Scene) -> None:
    glow = scene.palette.accent
    pen.shaded(mirrored(_SHOULDERS), lighter(metal, 0.1), darker(metal, 0.35))
    pen.cut([(-0.09, -0.5), (0.09, -0.5), (0.09, -0.3), (-0.09, -0.3)], darker(metal, 0.5), darker(metal, 0.35))
    pen.line([(0, -0.95), (0, -1.07)], 0.022, darker(metal, 0.3))
    pen.glow(0, -1.1, 0.13, glow, 200)
    pen.oval(0, -1.1, 0.036, 0.036, glow)
    for side in (-1, 1):
        pen.shape(ring(side * 0.29, -0.68, 0.05, 0.1), darker(metal, 0.3))
    head = [(0, -0.96), (0.22, -0.955), (0.285, -0.9), (0.29, -0.5), (0.22, -0.43), (0, -0.425)]
    pen.shaded(mirrored(head), lighter(metal, 0.3), darker(metal, 0.1))
    pen.shaded(
        mirrored([(0, -0.87), (0.18, -0.86), (0.215, -0.8), (0.21, -0.6), (0.17, -0.55), (0, -0.545)]),
        (26, 28, 46),
        (44, 46, 70),
    )
    for side in (-1, 1):
        pen.glow(side * 0.095, -0.72, 0.12, glow, 190)
        pen.oval(side * 0.095, -0.72, 0.045, 0.052, glow)
        pen.oval(side * 0.095 + 0.014, -0.738, 0.014, 0.015, WHITE)
    pen.line(smooth([(-0.06, -0.625), (0, -0.605), (0.06, -0.625)], closed=False, steps=6), 0.013, glow)
    pen.oval(0, -0.16, 0.075, 0.075, darker(metal, 0.4))
    pen.glow(0, -0.16, 0.12, glow, 170)
    pen.oval(0, -0.16, 0.045, 0.045, glow)


def _astronaut(pen: Pen, scene: Scene) -> None:
    suit = scene.dye or (236, 238, 244)
    pen.shaded(
        mirrored([(0, -0.4), (0.24, -0.4), (0.3, -0.2), (0.3, 0.05), (0, 0.06)]), darker(suit, 0.35), darker(suit, 0.45)
    )
    pen.shaded(mirrored(_SHOULDERS), suit, darker(suit, 0.25))
    for side in (-1, 1):
        pen.line([(side * 0.27, -0.26), (side * 0.3, 0.04)], 0.02, darker(suit, 0.25))
    pen.polygon([(-0.1, -0.2), (0.1, -0.2), (0.1, -0.07), (-0.1, -0.07)], darker(suit, 0.12))
    for x, fill in ((-0.06, (226, 84, 76)), (0.0, (246, 200, 80)), (0.06, (92, 178, 130))):
        pen.oval(x, -0.135, 0.017, 0.017, fill)
    pen.shaded(ring(0, -0.36, 0.2, 0.05), darker(suit, 0.15), darker(suit, 0.35))
    pen.shaded(ring(0, -0.68, 0.33, 0.33), lighter(suit, 0.3), darker(suit, 0.18))
    for side in (-1, 1):
        pen.shape(ring(side * 0.325, -0.67, 0.04, 0.085), darker(suit, 0.2))
    visor = mirrored([(0, -0.9), (0.17, -0.87), (0.255, -0.74), (0.245, -0.58), (0.15, -0.47), (0, -0.45)])
    pen.shaded(visor, (28, 26, 66), mix(scene.palette.accent, scene.palette.sky[1], 0.5))
    for x, y, size in ((-0.12, -0.72, 0.02), (0.08, -0.62, 0.014), (0.14, -0.78, 0.018), (-0.03, -0.56, 0.012)):
        twinkle(pen, x, y, size, WHITE)
    shine = [(-0.2, -0.74), (-0.15, -0.83), (-0.06, -0.88), (-0.09, -0.83), (-0.16, -0.75), (-0.185, -0.66)]
    pen.polygon(smooth(shine), WHITE, 110)
    pen.line([(math.cos(a / 20) * 0.3, -0.68 - math.sin(a / 20) * 0.3) for a in range(8, 22)], 0.008, WHITE, 140)
