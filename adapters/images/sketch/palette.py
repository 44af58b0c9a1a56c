"""Which colours a picture is painted with: a named palette for its mood, dyed by the colours that were said."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.images.sketch.colour import Colour, dyed, luminance, parsed
from adapters.images.sketch.reading import Reading

COLOURS: Mapping[str, Colour] = {
    "red": (214, 58, 48),
    "orange": (238, 128, 52),
    "yellow": (246, 200, 68),
    "gold": (222, 170, 62),
    "green": (74, 150, 88),
    "teal": (42, 158, 152),
    "blue": (58, 118, 208),
    "purple": (128, 84, 186),
    "pink": (240, 128, 164),
    "brown": (138, 90, 58),
    "black": (48, 46, 56),
    "white": (244, 242, 238),
    "grey": (150, 152, 160),
}

# The hour and the weather decide the light; gentler moods count when none of these was said.
_ORDER = (
    "neon",
    "ink",
    "night",
    "sunset",
    "storm",
    "dawn",
    "gold",
    "autumn",
    "winter",
    "vintage",
    "spring",
    "dream",
    "candy",
    "pastel",
    "ocean",
    "day",
)
_USUAL: Mapping[str, str] = {
    "mountains": "dawn sunset day dream autumn winter forest",
    "hills": "day spring autumn dawn sunset",
    "sea": "ocean sunset dawn day",
    "city": "night neon sunset dream",
    "space": "dream night neon",
    "forest": "forest autumn dawn forest",
    "desert": "desert sunset",
    "underwater": "ocean",
    "flowers": "spring pastel day vintage",
    "waves": "candy dream sunset ocean pastel desert",
    "bauhaus": "vintage candy desert pastel",
    "room": "pastel vintage spring desert autumn candy",
}


_WEATHERED: Mapping[str, str] = {
    "snow": "winter winter dawn",
    "rain": "storm night dream",
    "petals": "spring",
    "leaves": "autumn",
    "fireflies": "night forest dream",
    "fireworks": "night",
    "stars": "night dream",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """`sky` from top to bottom; `light` is sun, moon and glow; `far` and `near` are the land; two accents."""

    name: str
    sky: tuple[Colour, Colour, Colour]
    light: Colour
    far: Colour
    near: Colour
    accent: Colour
    second: Colour

    @property
    def dark(self) -> bool:
        return luminance(self.sky[1]) < 0.42

    def tinted(self, dye: Colour, share: float) -> Palette:
        """The same lights and darks, moved towards one hue."""
        top, middle, bottom = (dyed(part, dye, share) for part in self.sky)
        return replace(
            self, sky=(top, middle, bottom), far=dyed(self.far, dye, share), near=dyed(self.near, dye, share * 0.8)
        )


class Palettes:
    """All named palettes, from `palettes.toml`."""

    def __init__(self, table: Mapping[str, Mapping[str, str | list[str]]]) -> None:
        self._named = {name: _palette(name, row) for name, row in table.items()}

    def choose(self, reading: Reading, backdrop: str, rng: random.Random) -> Palette:
        moods = reading.said.get("mood", ())
        falls = next((_WEATHERED[kind] for kind in reading.said.get("weather", ()) if kind in _WEATHERED), "")
        usual = rng.choice((falls or _USUAL[backdrop]).split())
        name = min(moods, key=_ORDER.index) if moods else usual
        palette = self._named[name]
        said = list(reading.said.get("colour", ()))
        if backdrop in reading.dyes:
            land = COLOURS[reading.dyes[backdrop]]
            palette = replace(palette, far=dyed(palette.far, land, 0.85), near=dyed(palette.near, land, 0.7))
        if said and palette.name != "ink":
            palette = palette.tinted(COLOURS[said[0]], 0.85)
        if len(said) > 1:
            palette = replace(palette, accent=COLOURS[said[1]])
        return palette


def known_palettes() -> Palettes:
    with Path(__file__).with_name("palettes.toml").open("rb") as file:
        return Palettes(tomllib.load(file))


def _palette(name: str, row: Mapping[str, str | list[str]]) -> Palette:
    top, middle, bottom = (parsed(code) for code in row["sky"])
    rest = {part: parsed(str(row[part])) for part in ("light", "far", "near", "accent", "second")}
    return Palette(name, (top, middle, bottom), **rest)
