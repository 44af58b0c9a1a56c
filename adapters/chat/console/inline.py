"""Pictures inside a terminal: the protocols of kitty and iTerm2, sixels, and coloured half blocks where there is nothing better.

Sources: kitty graphics protocol (`APC G … ST`, chunks of 4,096 characters), iTerm2 inline images (`OSC 1337 ; File=`), DEC sixel
(`DCS q … ST`, six rows a band, run lengths by `!`).
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from PIL import Image

from bot.model import Picture

_CHUNK = 4096
_CELLS = 44
_PIXELS = 420
_COLOURS = 64

Show = Callable[[Picture], str]


def inline(environ: Mapping[str, str]) -> Show | None:
    """How this terminal shows pictures; None: it cannot. A multiplexer swallows the graphic protocols."""
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    coloured = environ.get("COLORTERM", "") in {"truecolor", "24bit"}
    if term == "dumb" or "NO_COLOR" in environ:
        return None
    if "TMUX" in environ or term.startswith("screen"):
        return blocks if coloured else None
    if "kitty" in term or "KITTY_WINDOW_ID" in environ or program == "ghostty":
        return kitty
    if program in {"iTerm.app", "WezTerm", "vscode"} or environ.get("LC_TERMINAL") == "iTerm2":
        return iterm
    if term in {"foot", "foot-extra", "mlterm", "yaft-256color"} or "sixel" in term:
        return sixel
    return blocks if coloured else None


def kitty(picture: Picture) -> str:
    data = base64.b64encode(_png(picture)).decode()
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    head = f"a=T,f=100,c={_CELLS},q=2,"
    return "".join(
        f"\x1b_G{head if number == 0 else ''}m={int(number < len(chunks) - 1)};{chunk}\x1b\\"
        for number, chunk in enumerate(chunks)
    )


def iterm(picture: Picture) -> str:
    data = base64.b64encode(picture.data).decode()
    return f"\x1b]1337;File=inline=1;size={len(picture.data)};width={_CELLS};preserveAspectRatio=1:{data}\a"


def sixel(picture: Picture) -> str:
    image = _small(picture, _PIXELS).quantize(_COLOURS)
    palette = image.getpalette() or []
    colours = "".join(
        f"#{number};2;{red * 100 // 255};{green * 100 // 255};{blue * 100 // 255}"
        for number, (red, green, blue) in enumerate(zip(palette[0::3], palette[1::3], palette[2::3], strict=True))
    )
    bands = "-".join("$".join(_band(image, top)) for top in range(0, image.height, 6))
    return f"\x1bPq{colours}{bands}\x1b\\"


def _band(image: Image.Image, top: int) -> Iterator[str]:
    """Six rows, one pass a colour: each column's six pixels of that colour are the bits of one character."""
    strip = image.crop((0, top, image.width, min(top + 6, image.height)))
    rows = [strip.crop((0, y, strip.width, y + 1)).tobytes() for y in range(strip.height)]
    for colour in sorted(set(strip.tobytes())):
        bits = (sum((row[x] == colour) << y for y, row in enumerate(rows)) for x in range(strip.width))
        runs = ((chr(63 + value), len(list(run))) for value, run in groupby(bits))
        yield f"#{colour}" + "".join(char * length if length < 4 else f"!{length}{char}" for char, length in runs)


def blocks(picture: Picture) -> str:
    """Two pixels a character cell: the upper half block in one colour on the other."""
    image = _small(picture, _CELLS)
    image = image.crop((0, 0, image.width, image.height // 2 * 2))
    pixels = image.tobytes()
    lines = [
        "".join(
            f"\x1b[38;2;{_rgb(pixels, image.width, x, y)};48;2;{_rgb(pixels, image.width, x, y + 1)}m▀"
            for x in range(image.width)
        )
        for y in range(0, image.height, 2)
    ]
    return "\x1b[0m\n".join(lines) + "\x1b[0m"


def _rgb(pixels: bytes, width: int, x: int, y: int) -> str:
    start = (y * width + x) * 3
    return ";".join(str(value) for value in pixels[start : start + 3])


def _small(picture: Picture, side: int) -> Image.Image:
    with Image.open(io.BytesIO(picture.data)) as image:
        small = image.convert("RGB")
    small.thumbnail((side, side))
    return small


def _png(picture: Picture) -> bytes:
    if picture.media_type == "image/png":
        return picture.data
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture.data)) as image:
        image.save(out, "PNG")
    return out.getvalue()
