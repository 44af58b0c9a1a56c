"""The value of each option, read and checked against what is allowed: it becomes a change of the request."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot.commands.cleaning import fold
from bot.errors import BadOption
from bot.model import ImageRequest

MOST_PICTURES = 4
MOST_SEED = 2_147_483_647
MOST_RATIO = 8
MOST_NEGATIVE = 2_000
SIZES = ("1k", "2k", "4k")

_RATIO = re.compile(r"([0-9]{1,6})\s?[:x×/*]\s?([0-9]{1,6})")
_SHAPES = {
    "square": "1:1",
    "方": "1:1",
    "方形": "1:1",
    "landscape": "4:3",
    "横": "4:3",
    "横版": "4:3",
    "portrait": "3:4",
    "竖": "3:4",
    "竖版": "3:4",
    "wide": "16:9",
    "宽": "16:9",
    "tall": "9:16",
    "高": "9:16",
}
_CUSTOMARY = {"7:3": "21:9", "3:7": "9:21"}
_SHOWN = 40
_LISTED = 12


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named here; None means that nobody checks. `styles` are ids and titles in any language, folded."""

    styles: Collection[str] | None = None
    models: Collection[str] | None = None
    providers: Collection[str] | None = None


Change = Callable[[ImageRequest], ImageRequest]
Value = Callable[[str, Names], Change]


def aspect(raw: str, _names: Names) -> Change:
    """`W:H` in lowest terms (21:9 as everybody calls it); a word like `square` will do."""
    plain = fold(raw)
    match = _RATIO.fullmatch(_SHAPES.get(plain, plain))
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not width or not height or max(width, height) > MOST_RATIO * min(width, height):
        raise BadOption("option.ar", value=raw[:_SHOWN], most=MOST_RATIO)
    shared = math.gcd(width, height)
    lowest = f"{width // shared}:{height // shared}"
    found = _CUSTOMARY.get(lowest, lowest)
    return lambda request: replace(request, aspect=found)


def count(raw: str, _names: Names) -> Change:
    found = number(raw)
    if found is None or not 1 <= found <= MOST_PICTURES:
        raise BadOption("option.n", value=raw[:_SHOWN], most=MOST_PICTURES)
    return lambda request: replace(request, count=found)


def seed(raw: str, _names: Names) -> Change:
    found = number(raw)
    if found is None or found > MOST_SEED:
        raise BadOption("option.seed", value=raw[:_SHOWN], most=MOST_SEED)
    return lambda request: replace(request, seed=found)


def size(raw: str, _names: Names) -> Change:
    plain = fold(raw)
    if plain not in SIZES:
        raise BadOption("option.size", value=raw[:_SHOWN])
    return lambda request: replace(request, size=plain)


def style(raw: str, names: Names) -> Change:
    found = style_name(raw, names)
    return lambda request: replace(request, style=found)


def style_name(raw: str, names: Names) -> str:
    """Raises `BadOption` with the nearest style there is."""
    return _one_of(raw, names.styles, "option.style")


def model(raw: str, names: Names) -> Change:
    found = model_name(raw, names)
    return lambda request: replace(request, model=found)


def model_name(raw: str, names: Names) -> str:
    """Where nobody checks, it may be a file on somebody's own machine: its capitals stay. Raises `BadOption`."""
    plain = _one_of(raw, names.models, "option.model")
    return plain if names.models is not None else " ".join(unicodedata.normalize("NFKC", raw).split())


def provider(raw: str, names: Names) -> Change:
    if names.providers is not None and not names.providers:
        raise BadOption("option.provider_off")
    found = _one_of(raw, names.providers, "option.provider")
    return lambda request: replace(request, provider=found)


def negative(raw: str, _names: Names) -> Change:
    plain = " ".join(raw.split())
    if not plain:
        raise BadOption("option.missing", option="--neg", example='--neg "text, people"')
    if len(plain) > MOST_NEGATIVE:
        raise BadOption("option.neg", length=len(plain), most=MOST_NEGATIVE)
    return lambda request: replace(request, negative=plain)


def private(_raw: str, _names: Names) -> Change:
    return lambda request: replace(request, private=True)


def fresh(_raw: str, _names: Names) -> Change:
    return lambda request: replace(request, fresh=True)


def polish(_raw: str, _names: Names) -> Change:
    """About the words, before there is a request: changes nothing in it."""
    return lambda request: request


def number(raw: str) -> int | None:
    """A whole number ≥ 0 in digits of any width; None when it is none, or absurdly long."""
    plain = unicodedata.normalize("NFKC", raw).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 18 else None


def nearest(asked: str, known: Collection[str]) -> str:
    """The nearest known name, else the first few of them: what to show after "did you mean"."""
    near = difflib.get_close_matches(asked, known, n=1, cutoff=0.5)
    return near[0] if near else ", ".join(sorted(known)[:_LISTED])


def _one_of(raw: str, known: Collection[str] | None, key: str) -> str:
    plain = fold(raw)
    if known is not None and plain not in known:
        raise BadOption(key, value=raw[:_SHOWN], hint=nearest(plain, known))
    if not plain or len(plain) > 100:
        raise BadOption(key, value=raw[:_SHOWN], hint="")
    return plain
