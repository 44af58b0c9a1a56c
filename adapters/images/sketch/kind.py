"""A kind of animal: the colours and parts that make it, from `beasts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.images.sketch.colour import Colour, darker, lighter, luminance, mix, parsed


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
