"""Animals, sitting and looking at you: one body whose parts make the kind. Shapes are in units of the animal's height."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter, luminance, mix, parsed
from adapters.images.sketch.faces import face
from adapters.images.sketch.pen import Pen, Point, mirrored, ring, smooth

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


@dataclass(frozen=True, slots=True)
class Beast:
    """A row of `beasts.toml`."""

    coat: Colour
    belly: Colour
    inner: Colour
    ears: str
    muzzle: str
    tail: str
    marks: str = ""
    socks: Colour | None = None

    def dyed(self, dye: Colour) -> Beast:
        socks = darker(dye, 0.5) if self.socks else None
        belly = mix(self.belly, dye, 0.08) if luminance(dye) < 0.85 else lighter(dye, 0.6)
        return replace(self, coat=dye, belly=belly, socks=socks)


def known_beasts() -> Mapping[str, Beast]:
    with Path(__file__).with_name("beasts.toml").open("rb") as file:
        table = tomllib.load(file)
    return {name: _beast(row) for name, row in table.items()}


def _beast(row: Mapping[str, str]) -> Beast:
    colours = {part: parsed(row[part]) for part in ("coat", "belly", "inner")}
    socks = parsed(row["socks"]) if "socks" in row else None
    return Beast(
        **colours, ears=row["ears"], muzzle=row["muzzle"], tail=row["tail"], marks=row.get("marks", ""), socks=socks
    )


def beast(pen: Pen, kind: Beast) -> None:
    """An animal one unit tall on its foot."""
    pen.oval(0, 0.0, 0.34, 0.035, INK, 60)
    _behind(pen, kind)
    _tail(pen, kind)
    body = mirrored(_BODY)
    pen.shaded(body, lighter(kind.coat, 0.05), darker(kind.coat, 0.14))
    pen.shaded(
        mirrored([(0, -0.5), (0.09, -0.46), (0.13, -0.3), (0.13, -0.1), (0, -0.06)]),
        kind.belly,
        mix(kind.belly, kind.coat, 0.25),
    )
    for side in (-1, 1):
        _limbs(pen.moved(0, 0, flip=side < 0), kind)
        _ear(pen.moved(0, 0, flip=side < 0), kind)
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


def _behind(pen: Pen, kind: Beast) -> None:
    match kind.marks:
        case "mane":
            mane = darker(mix(kind.coat, (150, 72, 30), 0.6), 0.05)
            for i in range(18):
                angle = math.tau * i / 18
                pen.oval(
                    0.3 * math.cos(angle),
                    -0.67 + 0.27 * math.sin(angle),
                    0.11,
                    0.11,
                    mane if i % 2 else lighter(mane, 0.08),
                )
            pen.oval(0, -0.67, 0.34, 0.31, mane)
        case "wool":
            for i in range(14):
                angle = math.tau * i / 14
                pen.oval(0.22 * math.cos(angle), -0.27 + 0.24 * math.sin(angle), 0.1, 0.1, kind.coat)
        case "dragon":
            for side in (-1, 1):
                wing = pen.moved(0, 0, flip=side < 0)
                wing.cut([(0.1, -0.4), (0.5, -0.72), (0.62, -0.3), (0.5, -0.36), (0.42, -0.22), (0.32, -0.3), (0.2, -0.18)],
                         lighter(kind.coat, 0.15), darker(kind.coat, 0.35))  # fmt: skip
        case _:
            pass


def _tail(pen: Pen, kind: Beast) -> None:
    match kind.tail:
        case "bushy" | "ringed":
            outline = [
                (0.12, -0.03),
                (0.34, -0.03),
                (0.47, -0.17),
                (0.47, -0.38),
                (0.38, -0.52),
                (0.33, -0.36),
                (0.3, -0.2),
                (0.2, -0.12),
            ]
            pen.shaded(outline, lighter(kind.coat, 0.04), darker(kind.coat, 0.15))
            tip = [
                (0.482, -0.33),
                (0.462, -0.43),
                (0.38, -0.53),
                (0.342, -0.41),
                (0.39, -0.37),
                (0.42, -0.4),
                (0.45, -0.35),
            ]
            pen.shape(tip, kind.belly if kind.tail == "bushy" else darker(kind.coat, 0.6))
            if kind.tail == "ringed":
                for x, y in ((0.4, -0.28), (0.385, -0.16), (0.3, -0.08)):
                    pen.polygon(ring(x, y, 0.085, 0.022, -0.35 + (x - 0.4) * 6), darker(kind.coat, 0.6))
        case "thin":
            path = smooth([(0.15, -0.05), (0.34, -0.04), (0.42, -0.16), (0.38, -0.3), (0.44, -0.42)], closed=False)
            pen.line(path, 0.055, darker(kind.coat, 0.1))
            pen.oval(
                0.44,
                -0.42,
                0.0275 if kind.marks != "mane" else 0.055,
                0.0275 if kind.marks != "mane" else 0.06,
                darker(kind.coat, 0.35),
            )
        case "curl":
            path = smooth([(0.18, -0.1), (0.33, -0.2), (0.36, -0.34), (0.29, -0.4), (0.25, -0.33)], closed=False)
            pen.line(path, 0.075, kind.coat)
            pen.oval(0.25, -0.33, 0.0375, 0.0375, kind.belly)
        case "ball":
            pen.oval(0.26, -0.08, 0.07, 0.07, kind.belly)
        case _:
            pass


def _ear(pen: Pen, kind: Beast) -> None:
    edge, inner = kind.socks if kind.ears == "round" and kind.marks == "panda" and kind.socks else kind.coat, kind.inner
    match kind.ears:
        case "pointed":
            pen.cut(
                smooth([(0.06, -0.86), (0.13, -0.98), (0.235, -1.1), (0.275, -0.96), (0.28, -0.76)], steps=6),
                lighter(edge, 0.04),
                edge,
            )
            pen.cut(
                smooth([(0.12, -0.87), (0.16, -0.96), (0.222, -1.04), (0.245, -0.94), (0.24, -0.8)], steps=6),
                inner,
                mix(inner, edge, 0.4),
            )
        case "round":
            pen.oval(0.21, -0.87, 0.1, 0.1, edge)
            pen.oval(0.215, -0.865, 0.058, 0.058, inner)
        case "huge":
            pen.oval(0.28, -0.84, 0.16, 0.16, edge)
            pen.oval(0.285, -0.835, 0.1, 0.1, inner)
        case "long":
            pen.shaded(ring(0.13, -1.08, 0.07, 0.25, 0.14), edge, darker(edge, 0.06))
            pen.shaded(ring(0.133, -1.07, 0.035, 0.19, 0.14), inner, lighter(inner, 0.2))
        case "floppy":
            pen.shaded(
                [(0.16, -0.9), (0.29, -0.88), (0.36, -0.7), (0.33, -0.56), (0.26, -0.62), (0.22, -0.76)],
                inner,
                darker(inner, 0.15),
            )
        case "side":
            pen.shaded(ring(0.35, -0.76, 0.12, 0.055, 0.1), edge, darker(edge, 0.08))
            pen.shape(ring(0.355, -0.755, 0.075, 0.03, 0.1), inner)
        case "flap":
            pen.shaded(
                [(0.2, -0.9), (0.42, -0.92), (0.52, -0.72), (0.42, -0.5), (0.26, -0.52)], edge, darker(edge, 0.12)
            )
            pen.shape(
                [(0.26, -0.84), (0.41, -0.85), (0.46, -0.71), (0.39, -0.57), (0.28, -0.58)], mix(inner, edge, 0.3)
            )
        case "tuft":
            pen.polygon([(0.08, -0.88), (0.24, -1.04), (0.27, -0.78)], darker(edge, 0.1))
        case "crest":
            pen.shape([(0, -0.9), (0.05, -1.0), (0.1, -0.97), (0.06, -0.9)], darker(edge, 0.12))
        case "eyes":
            pen.oval(0.16, -0.88, 0.1, 0.1, edge)
            pen.oval(0.16, -0.89, 0.072, 0.072, WHITE)
            pen.oval(0.15, -0.885, 0.042, 0.05, INK)
            pen.oval(0.165, -0.905, 0.015, 0.015, WHITE)
        case _:
            pass
