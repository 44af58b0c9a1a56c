"""What falls, floats or bursts in front of everything."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import WHITE, Colour, lighter
from adapters.images.sketch.curves import ring
from adapters.images.sketch.heavens import stars
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.scene import Scene

_MAPLE: tuple[Colour, ...] = ((216, 72, 42), (240, 150, 52), (196, 52, 44), (246, 190, 84))
_PARTY: tuple[Colour, ...] = ((238, 92, 110), (250, 200, 80), (94, 190, 160), (96, 140, 230), (190, 110, 220))


def fall(pen: Pen, kind: str, scene: Scene, rng: random.Random) -> None:
    if kind in _WEATHER:
        _WEATHER[kind](pen, scene, rng)


def _snow(pen: Pen, _scene: Scene, rng: random.Random) -> None:
    for _ in range(170):
        size = 0.0018 + 0.007 * rng.random() ** 3
        pen.oval(rng.uniform(0, pen.width), rng.uniform(0, pen.height), size, size, WHITE, rng.randint(120, 235))


def _rain(pen: Pen, _scene: Scene, rng: random.Random) -> None:
    for _ in range(190):
        x, y, long = (
            rng.uniform(-0.05, pen.width + 0.1),
            rng.uniform(-0.05, pen.height),
            rng.uniform(0.03, 0.07),
        )
        pen.line([(x, y), (x - long * 0.22, y + long)], 0.0016, (214, 232, 250), rng.randint(70, 150))


def _petals(pen: Pen, scene: Scene, rng: random.Random) -> None:
    _scattered(
        pen,
        rng,
        62,
        (scene.palette.second, (255, 190, 210), (250, 160, 188)),
        0.62,
        clear=scene.subject is not None,
    )


def _leaves(pen: Pen, scene: Scene, rng: random.Random) -> None:
    _scattered(pen, rng, 46, _MAPLE, 0.5, clear=scene.subject is not None)


def _confetti(pen: Pen, scene: Scene, rng: random.Random) -> None:
    _scattered(pen, rng, 90, _PARTY, 0.45, clear=scene.subject is not None)


def _fireflies(pen: Pen, _scene: Scene, rng: random.Random) -> None:
    for _ in range(34):
        x, y, size = rng.uniform(0, pen.width), pen.height * rng.uniform(0.3, 0.98), rng.uniform(0.0022, 0.0045)
        pen.glow(x, y, size * 8, (255, 236, 130), 150)
        pen.oval(x, y, size, size, (255, 250, 214))


def _bubbles(pen: Pen, _scene: Scene, rng: random.Random) -> None:
    for _ in range(26):
        x, y, size = rng.uniform(0, pen.width), rng.uniform(0, pen.height), rng.uniform(0.008, 0.042)
        pen.oval(x, y, size, size, WHITE, 34)
        pen.line(ring(x, y, size, size, corners=28), 0.0018, WHITE, 150)
        pen.oval(x - size * 0.35, y - size * 0.4, size * 0.2, size * 0.16, WHITE, 200)


def _fog(pen: Pen, scene: Scene, _rng: random.Random) -> None:
    for share in (0.5, 0.68, 0.82):
        pen.veil(pen.height * (share - 0.12), pen.height * share, lighter(scene.palette.sky[2], 0.3), 0, 120)
        pen.veil(pen.height * share, pen.height * (share + 0.1), lighter(scene.palette.sky[2], 0.3), 120, 0)


def _fireworks(pen: Pen, _scene: Scene, rng: random.Random) -> None:
    for _ in range(4):
        _burst(pen, rng)


def _stars(pen: Pen, scene: Scene, rng: random.Random) -> None:
    if not scene.palette.dark and scene.backdrop != "space":
        stars(pen, rng, pen.height * 0.6, 40)


def _scattered(
    pen: Pen, rng: random.Random, count: int, fills: tuple[Colour, ...], slim: float, *, clear: bool
) -> None:
    for _ in range(count):
        size = 0.006 + 0.013 * rng.random() ** 2
        x, y = rng.uniform(0, pen.width), rng.uniform(0, pen.height)
        if clear and math.hypot(x - pen.width / 2, y - pen.height * 0.55) < 0.27:
            continue
        spot = ring(x, y, size, size * slim * rng.uniform(0.6, 1.1), rng.uniform(0, 3), corners=12)
        pen.polygon([*spot[:1], *spot[2:]], rng.choice(fills), 225)


def _burst(pen: Pen, rng: random.Random) -> None:
    x, y, reach = pen.width * rng.uniform(0.12, 0.88), pen.height * rng.uniform(0.1, 0.38), rng.uniform(0.1, 0.19)
    fill = rng.choice(_PARTY)
    pen.glow(x, y, reach * 1.5, fill, 130)
    for i in range(26):
        angle = math.tau * i / 26
        for share in (0.3, 0.55, 0.78, 1.0):
            px, py = x + reach * share * math.cos(angle), y + reach * share * math.sin(angle) + 0.05 * reach * share**2
            size = 0.0045 * (1.25 - share * 0.8)
            pen.oval(px, py, size, size, lighter(fill, 0.75 - 0.6 * share))


_WEATHER: Mapping[str, Callable[[Pen, Scene, random.Random], None]] = {
    "snow": _snow,
    "rain": _rain,
    "petals": _petals,
    "leaves": _leaves,
    "confetti": _confetti,
    "fireflies": _fireflies,
    "bubbles": _bubbles,
    "fog": _fog,
    "fireworks": _fireworks,
    "stars": _stars,
}
