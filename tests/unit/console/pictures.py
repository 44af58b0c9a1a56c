"""Small real pictures."""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from bot.model import Picture, StoredPicture
from bot.ports import Sheet


def picture(colour: str = "red", form: str = "PNG", width: int = 64, height: int = 48) -> Picture:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form)
    data = out.getvalue()
    return Picture(data, hashlib.sha256(data).hexdigest(), f"image/{form.lower()}", width, height)


def sheet(job: int, number: int, found: Picture) -> Sheet:
    stored = StoredPicture(job * 10 + number, job, number, found.digest, found.media_type, found.width, found.height)
    return Sheet(stored, found)
