"""A pen with smooth edges, gradients and glows, in units of the picture's short side, on Pillow alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from adapters.images.sketch.colour import Colour, ramp
from adapters.images.sketch.curves import Point, smooth, stroke
from adapters.images.sketch.pixels import curved, scaled


class Pen:
    """Draws on one picture. `moved` gives a pen with its own origin and scale on the same picture."""

    def __init__(self, image: Image.Image, scale: float, origin: Point = (0.0, 0.0), *, flip: bool = False) -> None:
        self.image = image
        self.width = image.width / scale
        self.height = image.height / scale
        self._scale = scale
        self._origin = origin
        self._flip = -1.0 if flip else 1.0
        self._solid = ImageDraw.Draw(image)
        self._clear = ImageDraw.Draw(image, "RGBA")

    def moved(self, x: float, y: float, scale: float = 1.0, *, flip: bool = False) -> Pen:
        origin = self._pixels([(x, y)])[0]
        return Pen(self.image, self._scale * scale, origin, flip=flip != (self._flip < 0))

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        (ox, oy), scale, flip = self._origin, self._scale, self._flip
        return [(ox + x * scale * flip, oy + y * scale) for x, y in points]

    # ── flat ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def polygon(self, points: Sequence[Point], fill: Colour, alpha: int = 255) -> None:
        pixels = self._pixels(points)
        if alpha >= 255:
            self._solid.polygon(pixels, fill=fill)
        else:
            self._clear.polygon(pixels, fill=(*fill, alpha))

    def shape(self, points: Sequence[Point], fill: Colour, alpha: int = 255) -> None:
        """A closed smooth outline through `points`."""
        self.polygon(smooth(points), fill, alpha)

    def oval(  # noqa: PLR0917  two pairs that everybody knows, a colour, and how clear it is
        self, x: float, y: float, rx: float, ry: float, fill: Colour, alpha: int = 255
    ) -> None:
        (px, py), wide, high = self._pixels([(x, y)])[0], rx * self._scale, ry * self._scale
        box = (px - wide, py - high, px + wide, py + high)
        if alpha >= 255:
            self._solid.ellipse(box, fill=fill)
        else:
            self._clear.ellipse(box, fill=(*fill, alpha))

    def line(self, points: Sequence[Point], width: float, fill: Colour, alpha: int = 255) -> None:
        pixels, thick = self._pixels(points), max(1, round(width * self._scale))
        if alpha >= 255:
            self._solid.line(pixels, fill=fill, width=thick, joint="curve")
        else:
            self._clear.polygon(stroke(pixels, thick / 2), fill=(*fill, alpha))

    # ── shaded ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def wash(self, stops: Sequence[Colour]) -> None:
        """Fill the whole picture, from top to bottom."""
        self.image.paste(scaled(ramp(stops, self.image.height), self.image.size, smooth=False))

    def shaded(self, points: Sequence[Point], top: Colour, bottom: Colour, alpha: int = 255) -> None:
        """A closed smooth outline filled from `top` to `bottom`."""
        self._masked([self._pixels(smooth(points))], (top, bottom), alpha)

    def cut(self, points: Sequence[Point], top: Colour, bottom: Colour, alpha: int = 255) -> None:
        """A polygon with straight edges filled from `top` to `bottom`."""
        self._masked([self._pixels(points)], (top, bottom), alpha)

    def union(self, outlines: Sequence[Sequence[Point]], top: Colour, bottom: Colour, alpha: int = 255) -> None:
        """Several polygons as one shape."""
        self._masked([self._pixels(points) for points in outlines], (top, bottom), alpha)

    def land(self, crest: Sequence[Point], top: Colour, bottom: Colour) -> None:
        """Everything below a skyline that crosses the whole picture, from `top` at its highest point to `bottom`."""
        pixels = self._pixels(crest)
        high, low = math.floor(min(y for _, y in pixels)), math.ceil(max(y for _, y in pixels))
        width, height = self.image.size
        fill = scaled(ramp((top, bottom), max(1, height - high)), (width, max(1, height - high)), smooth=False)
        y0, y1 = max(0, high), min(height, low)
        if y1 > y0:  # only the uneven edge needs a mask
            mask = Image.new("L", (width, y1 - y0), 0)
            edge = [(pixels[0][0], low), *pixels, (pixels[-1][0], low)]
            ImageDraw.Draw(mask).polygon([(x, y - y0) for x, y in edge], fill=255)
            self.image.paste(fill.crop((0, y0 - high, width, y1 - high)), (0, y0), mask)
        if y1 < height:
            self.image.paste(fill.crop((0, y1 - high, width, height - high)), (0, y1))

    def _masked(self, outlines: Sequence[list[Point]], stops: Sequence[Colour], alpha: int) -> None:
        pixels = [point for outline in outlines for point in outline]
        left, right = math.floor(min(x for x, _ in pixels)), math.ceil(max(x for x, _ in pixels))
        high, low = math.floor(min(y for _, y in pixels)), math.ceil(max(y for _, y in pixels))
        x0, x1 = max(left, 0), min(right, self.image.width)
        y0, y1 = max(high, 0), min(low, self.image.height)
        if x1 <= x0 or y1 <= y0:
            return
        mask = Image.new("L", (x1 - x0, y1 - y0), 0)
        draw = ImageDraw.Draw(mask)
        for outline in outlines:
            draw.polygon([(x - x0, y - y0) for x, y in outline], fill=alpha)
        fill = ramp(stops, max(1, low - high)).crop((0, y0 - high, 1, y1 - high))
        self.image.paste(scaled(fill, mask.size, smooth=False), (x0, y0), mask)

    def glow(self, x: float, y: float, radius: float, fill: Colour, strength: int = 160) -> None:
        """Light that fades out towards `radius`; only the part inside the picture is made."""
        (px, py), reach = self._pixels([(x, y)])[0], radius * self._scale
        x0, x1 = max(0, round(px - reach)), min(self.image.width, round(px + reach))
        y0, y1 = max(0, round(py - reach)), min(self.image.height, round(py + reach))
        if x1 <= x0 or y1 <= y0:
            return
        faded = curved(Image.radial_gradient("L"), [round(strength * max(0.0, 1 - i / 177) ** 2) for i in range(256)])
        scale = 125 / reach  # at 125 of its own pixels the gradient has come to 177
        left, top, right, bottom = (
            min(256.0, max(0.0, 128 + offset * scale)) for offset in (x0 - px, y0 - py, x1 - px, y1 - py)
        )
        self._blended((x0, y0), fill, scaled(faded, (x1 - x0, y1 - y0), box=(left, top, right, bottom)))

    def veil(self, top: float, bottom: float, fill: Colour, start: int, end: int) -> None:
        """A band across the whole picture whose opacity goes from `start` to `end`."""
        y0, y1 = (round(self._pixels([(0, y)])[0][1]) for y in (top, bottom))
        if y1 - y0 < 1:
            return
        fade = curved(Image.linear_gradient("L"), [round(start + (end - start) * i / 255) for i in range(256)])
        column = scaled(fade.crop((0, 0, 1, 256)), (1, y1 - y0))
        self._blended((0, y0), fill, scaled(column, (self.image.width, y1 - y0), smooth=False))

    def _blended(self, corner: tuple[int, int], fill: Colour, mask: Image.Image) -> None:
        # pasting a plain picture takes half the time of pasting a colour
        self.image.paste(Image.new("RGB", mask.size, fill), corner, mask)
