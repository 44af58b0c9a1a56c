"""What is seen behind an animal: mane, wool, wings, and its tail. Units as in `beast`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import darker, lighter, mix
from adapters.images.sketch.curves import ring, smooth
from adapters.images.sketch.kind import Beast
from adapters.images.sketch.pen import Pen


def behind(pen: Pen, kind: Beast) -> None:
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


def tail(pen: Pen, kind: Beast) -> None:
    if kind.tail in _TAILS:
        _TAILS[kind.tail](pen, kind)


def _bushy(pen: Pen, kind: Beast) -> None:
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


def _thin(pen: Pen, kind: Beast) -> None:
    path = smooth([(0.15, -0.05), (0.34, -0.04), (0.42, -0.16), (0.38, -0.3), (0.44, -0.42)], closed=False)
    pen.line(path, 0.055, darker(kind.coat, 0.1))
    pen.oval(
        0.44,
        -0.42,
        0.0275 if kind.marks != "mane" else 0.055,
        0.0275 if kind.marks != "mane" else 0.06,
        darker(kind.coat, 0.35),
    )


def _curl(pen: Pen, kind: Beast) -> None:
    path = smooth([(0.18, -0.1), (0.33, -0.2), (0.36, -0.34), (0.29, -0.4), (0.25, -0.33)], closed=False)
    pen.line(path, 0.075, kind.coat)
    pen.oval(0.25, -0.33, 0.0375, 0.0375, kind.belly)


def _ball(pen: Pen, kind: Beast) -> None:
    pen.oval(0.26, -0.08, 0.07, 0.07, kind.belly)


_TAILS: Mapping[str, Callable[[Pen, Beast], None]] = {
    "bushy": _bushy,
    "ringed": _bushy,
    "thin": _thin,
    "curl": _curl,
    "ball": _ball,
}
