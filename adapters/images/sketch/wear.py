"""What a subject wears: glasses, hat, crown, scarf, a glass helmet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import INK, WHITE, Colour, darker, lighter
from adapters.images.sketch.curves import mirrored, ring, smooth
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene

_GOLD = (246, 204, 96)


def wear(pen: Pen, scene: Scene, concept: str) -> None:
    """Dress the subject `pen` stands on; heads of animals and people are about as high and as wide."""
    if concept in {"astronaut", "robot"}:
        return
    for item in scene.wear:
        if item in _CLOTHES:
            _CLOTHES[item](pen, scene.dye_of(item) or scene.palette.accent, scene)


def _hat(pen: Pen, fill: Colour, scene: Scene) -> None:
    pen.shape(ring(0, -0.9, 0.34, 0.06), darker(fill, 0.15))
    pen.shaded(
        mirrored([(0, -1.16), (0.13, -1.15), (0.17, -1.08), (0.2, -0.9), (0, -0.87)]),
        lighter(fill, 0.12),
        darker(fill, 0.1),
    )
    pen.polygon([(-0.19, -0.96), (0.19, -0.96), (0.2, -0.9), (-0.2, -0.9)], scene.palette.second)


def _crown(pen: Pen, _fill: Colour, _scene: Scene) -> None:
    pen.cut(
        [
            (-0.17, -0.89),
            (-0.19, -1.08),
            (-0.09, -0.99),
            (0, -1.12),
            (0.09, -0.99),
            (0.19, -1.08),
            (0.17, -0.89),
        ],
        lighter(_GOLD, 0.3),
        darker(_GOLD, 0.1),
    )
    for x, y in ((-0.19, -1.08), (0, -1.12), (0.19, -1.08)):
        pen.oval(x, y, 0.02, 0.02, (222, 62, 88))
    for x in (-0.1, 0, 0.1):
        pen.oval(x, -0.93, 0.018, 0.018, (92, 150, 226))


def _scarf(pen: Pen, fill: Colour, _scene: Scene) -> None:
    pen.shaded([(0.04, -0.44), (0.14, -0.42), (0.17, -0.18), (0.06, -0.17)], fill, darker(fill, 0.2))
    pen.shaded(
        [(-0.21, -0.5), (0, -0.455), (0.21, -0.5), (0.2, -0.42), (0, -0.375), (-0.2, -0.42)],
        lighter(fill, 0.15),
        darker(fill, 0.1),
    )


def _helmet(pen: Pen, _fill: Colour, _scene: Scene) -> None:
    pen.shaded(ring(0, -0.43, 0.24, 0.055), (226, 230, 240), (160, 168, 190))
    glass = ring(0, -0.74, 0.42, 0.41)
    pen.polygon(glass, (190, 226, 250), 46)
    pen.line([*glass, glass[0]], 0.016, WHITE, 190)
    shine = [(-0.34 * math.cos(a / 10), -0.74 - 0.33 * math.sin(a / 10)) for a in range(2, 13)]
    pen.line(smooth(shine, closed=False, steps=4), 0.03, WHITE, 150)


def _glasses(pen: Pen, _fill: Colour, _scene: Scene) -> None:
    _lenses(pen, WHITE, 60)


def _sunglasses(pen: Pen, _fill: Colour, _scene: Scene) -> None:
    _lenses(pen, (48, 52, 78), 255)


def _lenses(pen: Pen, glass: Colour, alpha: int) -> None:
    for side in (-1, 1):
        rim = ring(side * 0.115, -0.68, 0.082, 0.076)
        pen.polygon(rim, glass, alpha)
        pen.line([*rim, *rim[:2]], 0.018, INK)
        shine = ((-0.05, -0.65), (0.0, -0.735), (0.025, -0.735), (-0.025, -0.64))
        pen.polygon([(side * 0.115 + x, y) for x, y in shine], WHITE, 90)
    pen.line([(-0.04, -0.69), (0.04, -0.69)], 0.018, INK)


_CLOTHES: Mapping[str, Callable[[Pen, Colour, Scene], None]] = {
    "glasses": _glasses,
    "sunglasses": _sunglasses,
    "hat": _hat,
    "crown": _crown,
    "scarf": _scarf,
    "helmet": _helmet,
}
