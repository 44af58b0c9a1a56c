"""From a reading to a scene: where it is, who or what is in it, what falls from its sky."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.images.sketch.colour import Colour
from adapters.images.sketch.palette import COLOURS, Palette, Palettes
from adapters.images.sketch.reading import Concept, Reading

_HOMES: Mapping[str, str] = {
    "boat": "sea", "lighthouse": "sea", "whale": "sea", "fish": "underwater", "rocket": "space", "astronaut": "space",
    "house": "hills", "castle": "mountains", "pagoda": "mountains", "balloon": "hills", "butterfly": "flowers",
    "tree": "hills", "car": "city", "lantern": "city", "penguin": "mountains", "polarbear": "mountains", "lotus": "sea",
    "deer": "forest", "cow": "hills", "sheep": "hills", "frog": "hills", "dragon": "mountains", "unicorn": "hills",
    "lion": "desert", "elephant": "desert", "tiger": "forest", "panda": "forest", "fox": "forest", "wolf": "forest",
    "robot": "city",
}  # fmt: skip
_OUTSIDE = ("mountains", "sea", "hills", "city", "space", "forest", "waves", "bauhaus", "flowers")
_SKIES: Mapping[str, str] = {
    "moon": "mountains",
    "sun": "sea",
    "cloud": "hills",
    "aurora": "mountains",
    "rainbow": "hills",
}
_FALLS: Mapping[str, str] = {
    "snow": "mountains", "rain": "city", "stars": "space", "petals": "hills", "leaves": "forest", "fireflies": "forest",
    "bubbles": "underwater", "fog": "mountains", "fireworks": "city", "confetti": "bauhaus",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything the painter needs to know. `subject` is (kind, concept); `dye` its said colour."""

    backdrop: str
    palette: Palette
    tints: tuple[Colour, ...] = ()
    subject: Concept | None = None
    dye: Colour | None = None
    others: tuple[Concept, ...] = ()
    weather: tuple[str, ...] = ()
    sky: tuple[str, ...] = ()
    wear: tuple[str, ...] = ()
    dyes: Mapping[str, str] | None = None

    def dye_of(self, concept: str) -> Colour | None:
        name = (self.dyes or {}).get(concept)
        return COLOURS[name] if name else None


def planned(reading: Reading, palettes: Palettes, rng: random.Random) -> Scene:
    """The scene for a reading; what the words leave open, `rng` decides."""
    named = [
        (kind, concept) for kind in ("beast", "person", "thing", "flower") for concept in reading.said.get(kind, ())
    ]
    if any(kind == "beast" for kind, _ in named):  # a raccoon astronaut is one raccoon in a helmet
        named = [concept for concept in named if concept != ("person", "astronaut")]
    named.sort(key=lambda concept: concept == ("flower", "blossom"))  # any flower that was named says more
    subject = named[0] if named else None
    backdrop = _place(reading, subject, rng)
    weather = list(reading.said.get("weather", ()))
    palette = palettes.choose(reading, backdrop, rng)
    if palette.name == "winter" and backdrop in {"mountains", "hills", "forest", "city"} and "snow" not in weather:
        weather.append("snow")
    if palette.name in {"night", "dream"} and "stars" not in weather:
        weather.append("stars")
    wear = list(reading.said.get("wear", ()))
    if subject and subject[0] == "beast" and backdrop == "space" and "helmet" not in wear:
        wear.append("helmet")
    return Scene(
        backdrop=backdrop,
        palette=palette,
        tints=tuple(COLOURS[name] for name in reading.said.get("colour", ())),
        subject=subject,
        dye=_dye(reading, subject),
        others=tuple(concept for concept in named[1:] if concept != ("flower", "blossom"))[:3],
        weather=tuple(weather),
        sky=reading.said.get("sky", ()),
        wear=tuple(wear),
        dyes=reading.dyes,
    )


def _place(reading: Reading, subject: Concept | None, rng: random.Random) -> str:
    said = reading.said
    if said.get("place"):
        return said["place"][0]
    if subject:
        kind, concept = subject
        if "helmet" in said.get("wear", ()):
            return "space"
        if kind == "beast" and said.get("weather"):
            return _FALLS[said["weather"][0]]
        usual = {"beast": rng.choice(("hills", "forest", "room")), "flower": "room"}.get(kind, "room")
        return _HOMES.get(concept, usual)
    if said.get("sky"):
        return _SKIES[said["sky"][0]]
    if said.get("weather"):
        return _FALLS[said["weather"][0]]
    return rng.choice(_OUTSIDE)


def _dye(reading: Reading, subject: Concept | None) -> Colour | None:
    name = reading.dyes.get(subject[1]) if subject else None
    return COLOURS[name] if name else None
