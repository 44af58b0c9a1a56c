"""Faces of the animals: mask, marks, eyes, whiskers. Units as in `beast`."""

from __future__ import annotations

from adapters.images.sketch.colour import INK, WHITE, Colour, mix
from adapters.images.sketch.curves import smooth
from adapters.images.sketch.marks import mark
from adapters.images.sketch.muzzles import snout
from adapters.images.sketch.pen import Pen


def face(pen: Pen, muzzle: str, marks: str, coat: Colour, belly: Colour) -> None:
    mark(pen, marks, coat, belly)
    for side in (-1, 1):
        half = pen.moved(0, 0, flip=side < 0)
        _half(half, muzzle, coat, belly)
        if muzzle != "frog":
            _eye(half, large=muzzle == "owl")
        half.glow(0.2, -0.6, 0.075, (255, 120, 110), 130)
    snout(pen, muzzle, coat, belly)


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
