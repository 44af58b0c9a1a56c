"""Pictures that came with the request: one becomes the ground of the new picture, more become prints on it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageOps

from adapters.images.sketch.colour import Colour, lighter
from adapters.images.sketch.finish import PAPER, margins
from adapters.images.sketch.pen import Pen
from adapters.images.sketch.pixels import curved, scaled
from adapters.images.sketch.scene import Scene

_PRINT: Colour = (252, 250, 246)


def laid_under(pen: Pen, scene: Scene, references: Sequence[bytes]) -> float:
    """Cover the whole picture with the first reference, graded by the prompt's mood; lay the others on it as prints."""
    half = (pen.image.width // 2, pen.image.height // 2)  # the canvas is finer than what is seen
    base = ImageOps.fit(_opened(references[0], half), half, Image.Resampling.BILINEAR)
    pen.image.paste(scaled(_graded(base, scene), pen.image.size))
    rest = references[1:]
    for i, data in enumerate(rest):
        _print(pen, data, (i + 0.5) / len(rest), len(rest))
    return pen.height * 0.95


def _opened(data: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(BytesIO(data)) as picture:
        picture.draft("RGB", size)  # a JPEG may be decoded small at once
        return _unframed(picture.convert("RGB"))


def _unframed(picture: Image.Image) -> Image.Image:
    """A picture of our own loses its paper edge, or every edit would add another one."""
    side, foot = margins(*picture.size)
    corners = ((2, 2), (picture.width - 3, 2), (2, picture.height - 3), (picture.width - 3, picture.height - 3))
    pixels = [picture.crop((x, y, x + 1, y + 1)).tobytes() for x, y in corners]
    if all(max(abs(a - b) for a, b in zip(pixel, PAPER, strict=True)) < 6 for pixel in pixels):
        return picture.crop((side, side, picture.width - side, picture.height - foot))
    return picture


def _graded(base: Image.Image, scene: Scene) -> Image.Image:
    """A painter's copy: flatter tones, and the light of the mood."""
    flat = base.quantize(48, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).convert("RGB")
    copy = Image.blend(base, flat, 0.6)
    palette = scene.palette
    if palette.name == "ink":
        return ImageOps.colorize(ImageOps.grayscale(copy), palette.near, (250, 248, 242))
    wash = Image.new("RGB", base.size, lighter(palette.sky[1], 0.15))
    graded = ImageChops.soft_light(copy, wash)
    if palette.dark:
        graded = ImageChops.multiply(graded, Image.new("RGB", base.size, lighter(palette.sky[1], 0.45)))
    return Image.blend(copy, graded, 0.75)


def _print(pen: Pen, data: bytes, along: float, count: int) -> None:
    side = round(min(pen.image.size) * min(0.42, 1.1 / count))
    picture = ImageOps.fit(_opened(data, (side, side)), (side, side), Image.Resampling.BILINEAR)
    edge = max(2, side // 22)
    card = Image.new("RGB", (side + 2 * edge, side + 4 * edge), _PRINT)
    card.paste(picture, (edge, edge))
    mask = Image.new("L", card.size, 255)
    turn = (along - 0.5) * -16
    card = card.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    mask = mask.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    x = round(pen.image.width * along - card.width / 2)
    y = round(pen.image.height * 0.46 - card.height / 2)
    pen.image.paste((20, 16, 30), (x + edge, y + edge), curved(mask, [i // 4 for i in range(256)]))
    pen.image.paste(card, (x, y), mask)
