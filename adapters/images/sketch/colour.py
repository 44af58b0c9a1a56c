"""Colours as plain triples, mixed in light; gradients as one-pixel columns."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

from PIL import Image

from adapters.images.sketch.pixels import scaled

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
INK: Colour = (38, 34, 46)


def parsed(code: str) -> Colour:
    """`#rrggbb` as a colour."""
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of `b` in `a`."""
    keep = 1 - share
    return (
        round(a[0] * keep + b[0] * share),
        round(a[1] * keep + b[1] * share),
        round(a[2] * keep + b[2] * share),
    )


def lighter(colour: Colour, share: float) -> Colour:
    return mix(colour, WHITE, share)


def darker(colour: Colour, share: float) -> Colour:
    """Towards a cool night rather than towards black: shadows stay colourful."""
    return mix(colour, (24, 16, 52), share)


def luminance(colour: Colour) -> float:
    """0 (black) to 1 (white)."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


def dyed(colour: Colour, dye: Colour, share: float) -> Colour:
    """`colour` with its lightness kept and its hue moved towards that of `dye`."""
    _, lightness, strength = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    hue, _, other = colorsys.rgb_to_hls(*(part / 255 for part in dye))
    r, g, b = colorsys.hls_to_rgb(hue, lightness, other if other < 0.12 else max(strength, 0.85 * other))
    return mix(colour, (round(r * 255), round(g * 255), round(b * 255)), share)


def ramp(stops: Sequence[Colour], height: int) -> Image.Image:
    """A column of `height` pixels that passes evenly through `stops`."""
    column = Image.new("RGB", (1, height), stops[-1])
    spans = len(stops) - 1
    for i in range(spans):
        start, end = height * i // spans, height * (i + 1) // spans
        if end > start:
            part = Image.new("RGB", (1, end - start), stops[i])
            fade = scaled(Image.linear_gradient("L"), (1, end - start))
            part.paste(stops[i + 1], (0, 0), fade)
            column.paste(part, (0, start))
    return column
