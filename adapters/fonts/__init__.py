"""The one typeface of everything drawn here: an open subset that reads English and Chinese on any machine.

`noto-sans-cjk-sc-subset.otf` (SIL Open Font License, see OFL.txt) holds Latin, Greek, Cyrillic, kana, GB 2312 and the
common traditional characters. Anything else (emoji, Arabic, Hangul) is left out of a text, or shows the typeface's own empty box
where nothing else would be left: visible, never a crash.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FILE = Path(__file__).with_name("noto-sans-cjk-sc-subset.otf")
_SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
_LONGEST = 400


def typeface(size: float) -> ImageFont.FreeTypeFont:
    """The typeface at `size` pixels; simple layout, so that the same text gives the same pixels everywhere."""
    return ImageFont.truetype(_FILE, size, layout_engine=ImageFont.Layout.BASIC)


def legible(text: str) -> str:
    """One line of what can be seen: accents joined to their letters, breaks and tabs as spaces, shapeless marks gone."""
    joined = unicodedata.normalize("NFC", " ".join(text[: 4 * _LONGEST].split()))
    return "".join(mark for mark in joined if unicodedata.category(mark) not in _SHAPELESS)[:_LONGEST].strip()


def drawable(text: str) -> str:
    """`text` made legible, without what the typeface does not hold, unless nothing would be left."""
    whole = legible(text)
    return " ".join("".join(mark for mark in whole if _held(mark)).split()) or whole


@lru_cache(maxsize=8192)
def _held(mark: str) -> bool:
    return mark.isspace() or _shape(mark) != _empty_box()


@cache
def _empty_box() -> bytes:
    return _shape("\uffff")  # no character: nobody has a shape for it


def _shape(mark: str) -> bytes:
    paper = Image.new("L", (40, 40))
    ImageDraw.Draw(paper).text((4, 4), mark, 255, typeface(24))
    return paper.tobytes()


def fitted(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """`text` made drawable and cut with an ellipsis to at most `width` pixels."""
    whole = drawable(text)
    if font.getlength(whole) <= width:
        return whole
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(whole[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return whole[:low].rstrip() + "…"
