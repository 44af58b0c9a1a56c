"""Composes one picture: the scene behind, the subject in front, the weather over both, the paper around."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from PIL import Image

from adapters.images.sketch import abstract, enclosed, lands, waters
from adapters.images.sketch.beast import beast
from adapters.images.sketch.city import city
from adapters.images.sketch.commission import Commission
from adapters.images.sketch.cosmos import space
from adapters.images.sketch.finish import framed, margins, textured
from adapters.images.sketch.kind import Beast, known_beasts
from adapters.images.sketch.palette import Palettes, known_palettes
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.people import bust
from adapters.images.sketch.plants import bouquet
from adapters.images.sketch.reading import Concept, Vocabulary, known_words
from adapters.images.sketch.references import laid_under
from adapters.images.sketch.scene import Scene, planned
from adapters.images.sketch.things import AIRBORNE, THINGS
from adapters.images.sketch.wear import wear
from adapters.images.sketch.weather import fall

_BACKDROPS: Mapping[str, Callable[[Pen, Scene, random.Random], float]] = {
    "mountains": lands.mountains,
    "hills": lands.hills,
    "desert": lands.desert,
    "sea": waters.sea,
    "underwater": waters.underwater,
    "city": city,
    "space": space,
    "forest": enclosed.forest,
    "flowers": enclosed.flowers,
    "room": enclosed.room,
    "waves": abstract.waves,
    "bauhaus": abstract.bauhaus,
}
_FLOWER_TINTS = {
    "rose": (206, 52, 74),
    "sunflower": (248, 196, 54),
    "tulip": (236, 92, 106),
    "lotus": (240, 150, 180),
    "blossom": (246, 168, 190),
}


class Painter:
    """Knows its words, colours and animals from data files; keeps nothing between pictures."""

    def __init__(self, words: Vocabulary, palettes: Palettes, beasts: Mapping[str, Beast]) -> None:
        self._words = words
        self._palettes = palettes
        self._beasts = beasts

    def paint(self, commission: Commission) -> bytes:
        """A JPEG."""
        rng = random.Random(_fingerprint(commission))  # noqa: S311 - a painter's whim, not a secret
        scene = planned(self._words.read(commission.prompt, commission.negative), self._palettes, rng)
        side, foot = margins(commission.width, commission.height)
        size = (commission.width - 2 * side, commission.height - side - foot)
        finer = 2 if max(size) <= 2048 else 1
        canvas = Image.new("RGB", (size[0] * finer, size[1] * finer))
        self._compose(Pen(canvas, min(canvas.size)), scene, rng, commission.references)
        art = textured(canvas.reduce(finer) if finer > 1 else canvas, rng)
        sheet = framed(art, (commission.width, commission.height), commission.prompt)
        out = BytesIO()
        sheet.save(out, "JPEG", quality=90, subsampling=0)
        return out.getvalue()

    def _compose(self, pen: Pen, scene: Scene, rng: random.Random, references: Sequence[bytes]) -> None:
        ground = laid_under(pen, scene, references) if references else _BACKDROPS[scene.backdrop](pen, scene, rng)
        spread = (0.5,) if not scene.others else (0.5, 0.2, 0.8, 0.33)
        cast = [scene.subject, *scene.others] if scene.subject else []
        for i, (kind, concept) in reversed(list(enumerate(cast))):
            if not (kind == "flower" and scene.backdrop == "flowers"):
                share = 1.0 if i == 0 else 0.52
                foot = pen.height if kind == "person" and i == 0 else ground
                self._put(
                    pen.moved(pen.width * spread[i], foot, min(1.0, pen.width) * share), (kind, concept), scene, rng
                )
        for kind in scene.weather:
            fall(pen, kind, scene, rng)

    def _put(self, pen: Pen, what: Concept, scene: Scene, rng: random.Random) -> None:
        """Where `pen` stands; one unit is the height that a subject may fill."""
        kind, concept = what
        dye = scene.dye_of(concept)
        match kind:
            case "beast":
                own = pen.moved(0, 0, 0.6)
                one = self._beasts[concept]
                beast(own, one.dyed(dye) if dye else one)
                wear(own, scene, concept)
            case "person":
                own = pen.moved(0, 0, 0.82)
                bust(own, concept, scene, rng)
                wear(own, scene, concept)
            case "flower":
                bouquet(pen.moved(0, 0, 0.74), concept, dye or _FLOWER_TINTS[concept], scene, rng)
            case _:
                draw, usual, height = THINGS[concept]
                lift = max(0.0, 0.43 - height / 2) if concept in AIRBORNE else 0.0
                draw(pen.moved(0, -lift, height), dye or usual, rng)


def new_painter() -> Painter:
    return Painter(known_words(), known_palettes(), known_beasts())


def _fingerprint(commission: Commission) -> int:
    parts = (
        commission.prompt, commission.negative, str(commission.seed), f"{commission.width}x{commission.height}",
        *(hashlib.sha256(data).hexdigest() for data in commission.references),
    )  # fmt: skip
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest())
