"""Small real pictures to answer with."""

from __future__ import annotations

import base64
import hashlib
import io
from functools import cache

from PIL import Image

from bot.model import Picture


@cache
def png(width: int = 64, height: int = 48, colour: str = "orange") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


@cache
def jpeg(width: int = 64, height: int = 48, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def png64(width: int = 64, height: int = 48, colour: str = "orange") -> str:
    return base64.b64encode(png(width, height, colour)).decode()


def reference(colour: str = "teal") -> Picture:
    data = jpeg(colour=colour)
    return Picture(data, hashlib.sha256(data).hexdigest(), "image/jpeg", 64, 48)
