"""The darkroom: whatever picture somebody sends becomes one that any provider takes: upright, small, nothing hidden."""

from __future__ import annotations

import asyncio
import hashlib
import io
import warnings
from collections import OrderedDict

from PIL import Image, ImageOps, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin
from PIL.JpegImagePlugin import JpegImageFile

from bot.errors import BadReference
from bot.model import Picture

SIDE = 2_048  # pixels: what providers look at anyway
PIXELS = 28_000_000  # decoded, before shrinking: a good phone's photo; above this it is a bomb or a poster
BYTES = 25 * 1_048_576
Image.preinit()  # PNG, JPEG, GIF, BMP
_LOADED = (TiffImagePlugin, WebPImagePlugin)  # a format is readable once its plug-in is imported
_READABLE = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_LEAST = 8  # pixels a side
_SLIM = 64  # times as long as wide
_FAULTS = (OSError, ValueError, SyntaxError, EOFError)
# What Pillow would say about odd files is for nobody. Once for all: filters are the whole process's, pictures come in threads.
warnings.filterwarnings("ignore", module=r"PIL\.")
KEPT = 64 * 1_048_576  # bytes of developed pictures remembered


class ReferenceDarkroom:
    """Implements `bot.ports.Darkroom`. Remembers what it has developed, both by what came in and by what went out."""

    def __init__(self, *, memory: int = KEPT) -> None:
        self._memory = memory
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._bytes = 0

    async def develop(self, data: bytes) -> Picture:
        """JPEG, or PNG when parts are transparent; at most 2,048 pixels a side, without metadata. Raises `BadReference`."""
        if len(data) > BYTES:
            raise BadReference("reference.too_large", megabytes=BYTES // 1_048_576)
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._kept:
            picture = await asyncio.to_thread(_develop, data)
            self._keep(digest, picture)
            self._keep(picture.digest, picture)
        self._kept.move_to_end(digest)
        return self._kept[digest]

    def _keep(self, digest: str, picture: Picture) -> None:
        if digest not in self._kept:
            self._kept[digest] = picture
            self._bytes += len(picture.data)
        while self._bytes > self._memory and len(self._kept) > 2:
            _, old = self._kept.popitem(last=False)
            self._bytes -= len(old.data)


def _develop(data: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=_READABLE) as image:
            _sane(image)
            if _developed(image, data):
                image.load()
                return Picture(data, hashlib.sha256(data).hexdigest(), "image/jpeg", *image.size)
            image.draft("RGB", (SIDE, SIDE))  # lets JPEG decode straight to a smaller size
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            return _printed(upright)
    except UnidentifiedImageError as error:
        raise BadReference("reference.unknown") from error
    except Image.DecompressionBombError as error:
        raise _bomb() from error
    except _FAULTS as error:
        raise BadReference("reference.broken") from error


def _sane(image: Image.Image) -> None:
    width, height = image.size
    if width * height > PIXELS:
        raise _bomb()
    if min(width, height) < _LEAST or max(width, height) > _SLIM * min(width, height):
        raise BadReference("reference.shape", least=_LEAST, slim=_SLIM)


def _bomb() -> BadReference:
    return BadReference("reference.too_many_pixels", megapixels=PIXELS // 1_000_000)


def _developed(image: Image.Image, data: bytes) -> bool:
    """A JPEG that has been here before: developing it again would only blur it. PNG comes out the same anyway."""
    segments = image.applist if isinstance(image, JpegImageFile) else []
    return (
        [name for name, _ in segments] == ["APP0"]
        and image.mode == "RGB"
        and max(image.size) <= SIDE
        and data.endswith(b"\xff\xd9")
    )


def _printed(image: Image.Image) -> Picture:
    """Encoded anew from the pixels alone: no EXIF, no comments, no profile, no second frame."""
    out, image = io.BytesIO(), _eight_bits(image)
    clear = image.has_transparency_data and image.convert("RGBA").getchannel("A").getextrema() != (255, 255)
    if clear:
        plain, kind = Image.new("RGBA", image.size), "image/png"
        plain.paste(image.convert("RGBA"))
        plain.save(out, "PNG")
    else:
        plain, kind = Image.new("RGB", image.size), "image/jpeg"
        plain.paste(image.convert("RGB"))
        plain.save(out, "JPEG", quality=92)
    data = out.getvalue()
    return Picture(data, hashlib.sha256(data).hexdigest(), kind, *image.size)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey are scaled down; the library would cut them off, and the picture would be white."""
    if not image.mode.startswith(("I", "F")):
        return image
    wide = image.convert("F")
    brightest = wide.getextrema()[1]
    assert isinstance(brightest, float)  # of one band
    full = 65_535.0 if image.mode.startswith("I") and brightest > 255 else max(255.0, brightest)
    scaled = wide.point(lambda value: value * (255.0 / full))  # pyright: ignore[reportUnknownMemberType]  Pillow leaves its own type open
    return scaled.convert("L")
