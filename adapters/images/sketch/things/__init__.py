"""Things one can put into a picture: how to draw each, its usual colour, its height in the picture."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from adapters.images.sketch.colour import Colour
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.things import buildings, nature, table, travel

Drawing = Callable[[Pen, Colour, random.Random], None]
THINGS: Mapping[str, tuple[Drawing, Colour, float]] = {
    "boat": (travel.boat, (214, 74, 62), 0.5),
    "lighthouse": (buildings.lighthouse, (206, 64, 58), 0.72),
    "house": (buildings.house, (196, 84, 66), 0.46),
    "castle": (buildings.castle, (92, 96, 176), 0.62),
    "pagoda": (buildings.pagoda, (196, 62, 52), 0.6),
    "balloon": (travel.balloon, (226, 88, 78), 0.6),
    "rocket": (travel.rocket, (226, 82, 72), 0.66),
    "whale": (nature.whale, (62, 108, 164), 0.44),
    "fish": (nature.fish, (242, 132, 56), 0.5),
    "butterfly": (nature.butterfly, (240, 140, 60), 0.56),
    "tree": (nature.tree, (92, 152, 92), 0.72),
    "cup": (table.cup, (232, 128, 96), 0.56),
    "cake": (table.cake, (242, 140, 166), 0.6),
    "banana": (table.banana, (250, 212, 74), 0.56),
    "apple": (table.apple, (214, 62, 58), 0.54),
    "car": (travel.car, (218, 76, 66), 0.34),
    "heart": (table.heart, (226, 66, 88), 0.66),
    "lantern": (buildings.lantern, (214, 56, 48), 0.62),
}
AIRBORNE = frozenset({"balloon", "rocket", "butterfly", "heart", "lantern", "fish"})
