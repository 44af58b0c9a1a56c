"""Bytes become a picture only when they are one: looked at, never believed. Base64 and data URIs are opened here."""

from __future__ import annotations

import asyncio
import hashlib
import io
import warnings

import pybase64
from PIL import Image, UnidentifiedImageError, WebPImagePlugin

from bot.errors import NoPicture
from bot.model import Picture

PIXELS = 60_000_000  # a 4k picture has 17 to 38 million; past this a "picture" is an attack
SMALLEST = 16  # pixels a side; tracking dots and placeholders are smaller
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
_HEADS = ((b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"))
Image.preinit()  # PNG, JPEG, GIF; a format is readable once its plug-in is imported
_LOADED = (WebPImagePlugin,)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError, *_BOMBS)
# the pixel cap below is ours; said once, because threads share what is said to `warnings`
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def sniff(data: bytes) -> str | None:
    """The format that the first bytes speak of: PNG, JPEG, WEBP, GIF, or None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for head, name in _HEADS if data.startswith(head)), None)


def decode(encoded: str) -> bytes:
    """The bytes of base64 text, with or without a `data:` head or line breaks. Raises `NoPicture`."""
    if encoded.startswith("data:"):
        head, _, encoded = encoded.partition(",")
        if not head.endswith(";base64"):
            raise NoPicture(f"a data URI that is not base64: {head[:60]!r}")
    try:
        return pybase64.b64decode(encoded, validate=True)
    except ValueError:
        return _decode_untidy(encoded)


def _decode_untidy(encoded: str) -> bytes:
    tidy = "".join(encoded.split())
    try:
        return pybase64.b64decode(tidy + "=" * (-len(tidy) % 4), validate=True)
    except ValueError as error:
        raise NoPicture(f"not base64: {encoded[:40]!r}") from error


async def check(data: bytes) -> Picture:
    """The picture in these bytes, its own words about size and type verified in a thread. Raises `NoPicture`."""
    return await asyncio.to_thread(_check, data)


def _check(data: bytes) -> Picture:
    found = sniff(data)
    if found is None:
        raise NoPicture(f"{len(data)} bytes that are no PNG, JPEG, WebP or GIF: {data[:16]!r}")
    if not whole(data, found):
        raise NoPicture(f"a {found} that ends too early, {len(data)} bytes")
    try:
        with Image.open(io.BytesIO(data), formats=(found,)) as image:
            width, height = image.size
            _sane(width, height)
            if found == "GIF":
                image.load()  # its end mark is a single byte, which any cut may end with by chance
            else:
                image.verify()
    except _FAULTS as error:
        raise NoPicture(f"a broken {found}: {error}") from error
    return Picture(data, hashlib.sha256(data).hexdigest(), _TYPES[found], width, height)


def _sane(width: int, height: int) -> None:
    if min(width, height) < SMALLEST or width * height > PIXELS:
        raise ValueError(f"{width} x {height} pixels")


def whole(data: bytes, found: str) -> bool:
    """False when the end is missing. Looks for the format's own end mark: cheap, and catches every cut-off transfer."""
    tail = data[-64:]
    match found:
        case "PNG":
            return b"IEND\xaeB`\x82" in tail
        case "JPEG":
            return b"\xff\xd9" in tail
        case "WEBP":
            return len(data) >= int.from_bytes(data[4:8], "little") + 8
        case _:
            return tail.rstrip(b"\0").endswith(b";")
