"""Faces of the animals: mask or muzzle, marks, eyes, whiskers. Units as in `beast`."""

from __future__ import annotations

import math

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import mirrored, ring, smooth
from adapters.images.sketch.marks import mark
from adapters.images.sketch.pen import Pen

_NOSE: Colour = (52, 40, 46)
_BEAK: Colour = (245, 158, 58)


def face(pen: Pen, muzzle: str, marks: str, coat: Colour, belly: Colour) -> None:
    mark(pen, marks, coat, belly)
    for side in (-1, 1):
        half = pen.moved(0, 0, flip=side < 0)
        _half(half, muzzle, coat, belly)
        if muzzle != "frog":
            _eye(half, large=muzzle == "owl")
        half.glow(0.2, -0.6, 0.075, (255, 120, 110), 130)
    _middle(pen, muzzle, coat, belly)


def _eye(pen: Pen, *, large: bool) -> None:
    size = 1.35 if large else 1.0
    pen.oval(0.118, -0.69, 0.034 * size, 0.042 * size, INK)
    pen.oval(0.13, -0.706, 0.0125 * size, 0.0135 * size, WHITE)
    pen.oval(0.106, -0.675, 0.006 * size, 0.006 * size, WHITE, 190)


def _half(pen: Pen, muzzle: str, coat: Colour, belly: Colour) -> None:
    match muzzle:
        case "mask":
            pen.cut(smooth([(0.0, -0.455), (0.0, -0.53), (0.05, -0.6), (0.16, -0.645), (0.29, -0.66), (0.318, -0.602), (0.2, -0.53),
                            (0.07, -0.46)], steps=6),
                    belly, mix(belly, coat, 0.1))  # fmt: skip
            pen.oval(0.1, -0.785, 0.032, 0.016, mix(belly, coat, 0.25))
        case "cat":
            pen.oval(0.05, -0.55, 0.068, 0.052, belly)
            for k in (-1, 0, 1):
                pen.line([(0.15, -0.56 + 0.012 * k), (0.345, -0.575 + 0.04 * k)], 0.005, mix(coat, WHITE, 0.7))
        case "owl":
            pen.oval(0.118, -0.69, 0.105, 0.11, belly)
            pen.oval(0.118, -0.69, 0.066, 0.07, (250, 214, 120))
        case "beak":
            pen.shape([(0.0, -0.78), (0.1, -0.84), (0.23, -0.76), (0.22, -0.6), (0.1, -0.51), (0.0, -0.51)], belly)
        case _:
            pass


def _middle(pen: Pen, muzzle: str, coat: Colour, belly: Colour) -> None:  # noqa: C901, PLR0912  one flat case for each
    match muzzle:
        case "mask":
            pen.oval(0, -0.475, 0.035, 0.026, _NOSE)
            pen.oval(0.01, -0.483, 0.01, 0.006, WHITE, 160)
        case "cat":
            pen.shape(mirrored([(0, -0.592), (0.03, -0.593), (0.012, -0.563), (0, -0.558)]), (214, 112, 118))
            _smile(pen, -0.545, 0.045)
        case "wide" | "koala" | "ape" | "horse":
            wide = {"wide": 0.115, "koala": 0.0, "ape": 0.17, "horse": 0.16}[muzzle]
            if wide:
                pen.shaded(ring(0, -0.555, wide, 0.085), belly, mix(belly, coat, 0.18))
            if muzzle == "koala":
                pen.shaded(ring(0, -0.6, 0.055, 0.09), _NOSE, darker(_NOSE, 0.2))
                pen.oval(-0.015, -0.645, 0.014, 0.02, WHITE, 90)
                _smile(pen, -0.505, 0.04)
            elif muzzle == "horse":
                for x in (-0.06, 0.06):
                    pen.oval(x, -0.565, 0.014, 0.02, darker(coat, 0.45))
                _smile(pen, -0.515, 0.05)
            else:
                pen.shape(ring(0, -0.6, 0.044, 0.03), _NOSE)
                pen.oval(-0.012, -0.61, 0.013, 0.007, WHITE, 150)
                _smile(pen, -0.555, 0.045)
        case "snout":
            pen.shaded(ring(0, -0.57, 0.115, 0.075), lighter(belly, 0.05), darker(belly, 0.12))
            for x in (-0.042, 0.042):
                pen.oval(x, -0.57, 0.016, 0.024, darker(belly, 0.45))
        case "owl":
            pen.shape(mirrored([(0, -0.65), (0.035, -0.63), (0, -0.545)]), _BEAK)
        case "beak":
            pen.shaded(
                mirrored([(0, -0.64), (0.075, -0.605), (0.03, -0.565), (0, -0.555)]),
                lighter(_BEAK, 0.1),
                darker(_BEAK, 0.08),
            )
            pen.line([(-0.06, -0.603), (0.06, -0.603)], 0.006, darker(_BEAK, 0.3))
        case "frog":
            pen.line(smooth([(-0.16, -0.63), (0, -0.57), (0.16, -0.63)], closed=False), 0.012, darker(coat, 0.5))
            for x in (-0.02, 0.02):
                pen.oval(x, -0.7, 0.007, 0.009, darker(coat, 0.5))
        case "trunk":
            half = smooth(
                [
                    (0, -0.66),
                    (0.07, -0.62),
                    (0.075, -0.5),
                    (0.06, -0.36),
                    (0.1, -0.27),
                    (0.06, -0.22),
                    (-0.02, -0.26),
                    (-0.055, -0.4),
                    (-0.075, -0.52),
                    (-0.07, -0.62),
                ]
            )
            pen.cut(half, lighter(coat, 0.1), darker(coat, 0.08))
            for y in (-0.54, -0.47, -0.4):
                pen.line([(-0.045, y), (0.045, y)], 0.006, darker(coat, 0.25))
        case _:
            pass


def _smile(pen: Pen, y: float, wide: float) -> None:
    for side in (-1, 1):
        arc = [
            (side * wide * (0.5 - 0.5 * math.cos(a * math.pi / 8)), y + 0.02 * math.sin(a * math.pi / 8))
            for a in range(9)
        ]
        pen.line(arc, 0.008, _NOSE)
