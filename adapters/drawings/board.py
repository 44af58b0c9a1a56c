"""A white board for charts: text, bars and lines with smooth edges, in pixels of the finished picture."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from adapters.fonts import drawable, fitted, typeface

INK = "#1f2430"
SOFT = "#6b7280"
FAINT = "#e6e8ec"
BANANA = "#f5b82e"
ALERT = "#e5675b"
SERIES = ("#f5b82e", "#3f7fd0", "#37a37c", "#e5675b", "#8b6bd0", "#4fb3c8", "#d0669e", "#8a8f99")
_FINER = 2
_BOLD = 0.022  # of the size: how much a stroke grows


class Board:
    def __init__(self, width: int, height: int, ground: str = "#ffffff") -> None:
        self.width = width
        self.height = height
        self._image = Image.new("RGB", (width * _FINER, height * _FINER), ground)
        self._draw = ImageDraw.Draw(self._image)

    def text(self, x: float, y: float, words: str, size: float, *, fill: str = INK, anchor: str = "ls", bold: bool = False,
             room: float | None = None) -> float:  # fmt: skip
        """Write one line at (x, y) and return its width; longer than `room` it ends in an ellipsis."""
        font = typeface(size * _FINER)
        shown = drawable(words) if room is None else fitted(words, font, room * _FINER)
        stroke = size * _FINER * _BOLD if bold else 0
        self._draw.text((x * _FINER, y * _FINER), shown, fill, font, anchor=anchor, stroke_width=stroke)
        return font.getlength(shown) / _FINER

    def width_of(self, words: str, size: float) -> float:
        """How wide `text` would write it."""
        return typeface(size * _FINER).getlength(drawable(words)) / _FINER

    def bar(self, left: float, top: float, right: float, bottom: float, fill: str, *, radius: float = 0.0) -> None:
        """A filled box; too thin for its corners it gets rounder ones that fit."""
        if right <= left or bottom <= top:
            return
        fit = min(radius, (right - left) / 2, (bottom - top) / 2)
        box = [side * _FINER for side in (left, top, right, bottom)]
        self._draw.rounded_rectangle(box, fit * _FINER, fill)

    def line(self, points: Sequence[tuple[float, float]], fill: str, width: float = 1.0) -> None:
        pixels = [(x * _FINER, y * _FINER) for x, y in points]
        self._draw.line(pixels, fill, max(1, round(width * _FINER)), joint="curve")

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        self._draw.circle((x * _FINER, y * _FINER), radius * _FINER, fill)

    def picture(self, left: float, top: float, picture: Image.Image, radius: float = 0.0) -> None:
        """A picture with rounded corners, in its own size."""
        large = ImageOps.scale(picture, _FINER, Image.Resampling.LANCZOS)
        mask = Image.new("L", large.size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * _FINER, 255)
        self._image.paste(large, (round(left * _FINER), round(top * _FINER)), mask)

    def png(self) -> bytes:
        out = BytesIO()
        self._image.reduce(_FINER).save(out, "PNG", compress_level=6)
        return out.getvalue()


def rounded_top(largest: float) -> tuple[float, int]:
    """A pleasant end of an axis at or above `largest`, and into how many equal parts to cut it."""
    if largest <= 4:
        return 4.0, 4
    power = 1.0
    while power * 10 < largest:
        power *= 10
    for factor, parts in (
        (1, 4),
        (1.2, 3),
        (1.5, 3),
        (2, 4),
        (2.5, 5),
        (3, 3),
        (4, 4),
        (5, 5),
        (6, 3),
        (8, 4),
        (10, 5),
    ):
        if factor * power >= largest:
            return factor * power, parts
    return 10 * power, 5
