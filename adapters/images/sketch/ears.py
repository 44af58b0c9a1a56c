"""Ears of all kinds, the right one; a flipped pen draws the left. Units as in `beast`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter, mix
from adapters.images.sketch.curves import ring, smooth
from adapters.images.sketch.kind import Beast
from adapters.images.sketch.pen import Pen


def ear(pen: Pen, kind: Beast) -> None:
    edge = kind.socks if kind.ears == "round" and kind.marks == "panda" and kind.socks else kind.coat
    if kind.ears in _EARS:
        _EARS[kind.ears](pen, edge, kind.inner)


def _pointed(pen: Pen, edge: Colour, inner: Colour) -> None:
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


def _round(pen: Pen, edge: Colour, inner: Colour) -> None:
    pen.oval(0.21, -0.87, 0.1, 0.1, edge)
    pen.oval(0.215, -0.865, 0.058, 0.058, inner)


def _huge(pen: Pen, edge: Colour, inner: Colour) -> None:
    pen.oval(0.28, -0.84, 0.16, 0.16, edge)
    pen.oval(0.285, -0.835, 0.1, 0.1, inner)


def _long(pen: Pen, edge: Colour, inner: Colour) -> None:
    pen.shaded(ring(0.13, -1.08, 0.07, 0.25, 0.14), edge, darker(edge, 0.06))
    pen.shaded(ring(0.133, -1.07, 0.035, 0.19, 0.14), inner, lighter(inner, 0.2))


def _floppy(pen: Pen, _edge: Colour, inner: Colour) -> None:
    pen.shaded(
        [(0.16, -0.9), (0.29, -0.88), (0.36, -0.7), (0.33, -0.56), (0.26, -0.62), (0.22, -0.76)],
        inner,
        darker(inner, 0.15),
    )


def _side(pen: Pen, edge: Colour, inner: Colour) -> None:
    pen.shaded(ring(0.35, -0.76, 0.12, 0.055, 0.1), edge, darker(edge, 0.08))
    pen.shape(ring(0.355, -0.755, 0.075, 0.03, 0.1), inner)


def _flap(pen: Pen, edge: Colour, inner: Colour) -> None:
    pen.shaded([(0.2, -0.9), (0.42, -0.92), (0.52, -0.72), (0.42, -0.5), (0.26, -0.52)], edge, darker(edge, 0.12))
    pen.shape([(0.26, -0.84), (0.41, -0.85), (0.46, -0.71), (0.39, -0.57), (0.28, -0.58)], mix(inner, edge, 0.3))


def _tuft(pen: Pen, edge: Colour, _inner: Colour) -> None:
    pen.polygon([(0.08, -0.88), (0.24, -1.04), (0.27, -0.78)], darker(edge, 0.1))


def _crest(pen: Pen, edge: Colour, _inner: Colour) -> None:
    pen.shape([(0, -0.9), (0.05, -1.0), (0.1, -0.97), (0.06, -0.9)], darker(edge, 0.12))


def _eyes(pen: Pen, edge: Colour, _inner: Colour) -> None:
    pen.oval(0.16, -0.88, 0.1, 0.1, edge)
    pen.oval(0.16, -0.89, 0.072, 0.072, WHITE)
    pen.oval(0.15, -0.885, 0.042, 0.05, INK)
    pen.oval(0.165, -0.905, 0.015, 0.015, WHITE)


_EARS: Mapping[str, Callable[[Pen, Colour, Colour], None]] = {
    "pointed": _pointed,
    "round": _round,
    "huge": _huge,
    "long": _long,
    "floppy": _floppy,
    "side": _side,
    "flap": _flap,
    "tuft": _tuft,
    "crest": _crest,
    "eyes": _eyes,
}
