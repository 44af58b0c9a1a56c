"""The last touches: soft corners, a paper grain, and a paper edge with the prompt and the painter's name."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from adapters.fonts import fitted, typeface
from adapters.images.sketch.colour import Colour
from adapters.images.sketch.pixels import curved, scaled

PAPER: Colour = (250, 247, 240)
_WORDS: Colour = (92, 86, 88)
SIGNATURE = "sketch"


def margins(width: int, height: int) -> tuple[int, int]:
    """The paper edge at the sides and the taller one below, in pixels."""
    short, long = min(width, height), max(width, height)
    return round(short * 0.028), round(max(short * 0.066, long * 0.034))


def textured(art: Image.Image, rng: random.Random) -> Image.Image:
    """Darken the corners a little and lay a fine grain over everything."""
    shade = curved(Image.radial_gradient("L"), [255 - max(0, i - 105) * 52 // 150 for i in range(256)])
    corners = scaled(shade.crop((24, 24, 232, 232)), art.size)
    soft = ImageChops.multiply(art, Image.merge("RGB", (corners, corners, corners)))
    noise = Image.frombytes("L", (256, 256), rng.randbytes(65536)).filter(ImageFilter.BoxBlur(0.45))
    noise = curved(noise, [128 + (i - 128) * 26 // 128 for i in range(256)])
    grain = Image.new("L", art.size)
    for x in range(0, art.width, 256):
        for y in range(0, art.height, 256):
            grain.paste(noise, (x, y))
    return ImageChops.overlay(soft, Image.merge("RGB", (grain, grain, grain)))


def framed(art: Image.Image, size: tuple[int, int], prompt: str) -> Image.Image:
    """Set the art on paper of `size`, the prompt below it on the left and the painter's name on the right."""
    side, foot = margins(*size)
    sheet = Image.new("RGB", size, PAPER)
    sheet.paste(art, (side, side))
    draw = ImageDraw.Draw(sheet)
    font = typeface(foot * 0.36)
    middle = size[1] - foot * 0.52
    signature = font.getlength(SIGNATURE)
    room = size[0] - 2 * side - signature - foot
    draw.text((side, middle), fitted(prompt, font, room), font=font, fill=_WORDS, anchor="lm")
    draw.text((size[0] - side, middle), SIGNATURE, font=font, fill=_WORDS, anchor="rm")
    return sheet
