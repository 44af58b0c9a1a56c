"""Animals, sitting and looking at you: one body whose parts make the kind. Shapes are in units of the animal's height."""

from __future__ import annotations

from adapters.images.sketch.colour import INK, darker, lighter, mix
from adapters.images.sketch.curves import Point, mirrored, ring, smooth
from adapters.images.sketch.ears import ear
from adapters.images.sketch.faces import face
from adapters.images.sketch.kind import Beast
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.tails import behind, tail

_BODY: list[Point] = [(0, -0.56), (0.12, -0.52), (0.17, -0.38), (0.25, -0.18), (0.26, -0.04), (0.18, 0.0), (0, 0.0)]
_HEAD: list[Point] = [
    (0, -0.925),
    (0.13, -0.91),
    (0.25, -0.82),
    (0.3, -0.66),
    (0.24, -0.53),
    (0.11, -0.465),
    (0, -0.455),
]
_POINTY: list[Point] = [
    (0, -0.91),
    (0.13, -0.905),
    (0.23, -0.84),
    (0.29, -0.7),
    (0.335, -0.6),
    (0.2, -0.52),
    (0.07, -0.45),
    (0, -0.44),
]


def beast(pen: Pen, kind: Beast) -> None:
    """An animal one unit tall on its foot."""
    pen.oval(0, 0.0, 0.34, 0.035, INK, 60)
    behind(pen, kind)
    tail(pen, kind)
    body = mirrored(_BODY)
    pen.shaded(body, lighter(kind.coat, 0.05), darker(kind.coat, 0.14))
    pen.shaded(
        mirrored([(0, -0.5), (0.09, -0.46), (0.13, -0.3), (0.13, -0.1), (0, -0.06)]),
        kind.belly,
        mix(kind.belly, kind.coat, 0.25),
    )
    for side in (-1, 1):
        _limbs(pen.moved(0, 0, flip=side < 0), kind)
        ear(pen.moved(0, 0, flip=side < 0), kind)
    head = smooth(mirrored(_POINTY if kind.muzzle == "mask" else _HEAD))
    pen.cut([(x * 0.97, y + 0.035) for x, y in head if y > -0.6], INK, INK, 34)
    pen.cut(head, lighter(kind.coat, 0.1), darker(kind.coat, 0.04))
    pen.polygon([(x, y) for x, y in head if x >= 0], darker(kind.coat, 0.6), 20)
    face(pen, kind.muzzle, kind.marks, kind.coat, kind.belly)


def _limbs(pen: Pen, kind: Beast) -> None:
    paw = kind.socks or mix(kind.coat, kind.belly, 0.3)
    if kind.marks == "wings":
        pen.shaded(
            [(0.15, -0.48), (0.26, -0.3), (0.3, -0.1), (0.2, -0.16)], darker(kind.coat, 0.05), darker(kind.coat, 0.25)
        )
        pen.shape(ring(0.1, -0.005, 0.085, 0.03), (240, 150, 58))
        return
    pen.shaded(ring(0.2, -0.1, 0.085, 0.115, 0.25), darker(kind.coat, 0.06), darker(kind.coat, 0.2))
    pen.shaded(
        [(0.035, -0.34), (0.12, -0.32), (0.115, -0.1), (0.12, -0.02), (0.03, -0.02), (0.03, -0.15)],
        lighter(kind.coat, 0.03),
        paw,
    )
    pen.shape(ring(0.08, -0.025, 0.065, 0.038), paw)
    pen.shape(ring(0.21, -0.018, 0.075, 0.035), paw)
