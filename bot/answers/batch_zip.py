"""All pictures of a batch as one file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from bot.model import Picture
from bot.ports import Entry, Sheet

_ZIP = 45_000_000  # bytes; Telegram takes 50 MB


def packed(entries: Sequence[Entry], sheets: Sequence[Sheet]) -> bytes | None:
    """One file of all pictures; None where that would be too large, or is no better than the picture itself."""
    prompts = {entry.job.id: entry.job.request.prompt for entry in entries}
    if len(sheets) < 2 or sum(len(sheet.picture.data) for sheet in sheets) > _ZIP:
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, sheet in enumerate(sheets, 1):
            archive.writestr(f"{number:03}-{_name(prompts[sheet.stored.job], sheet.picture)}", sheet.picture.data)
    return out.getvalue()


def _name(prompt: str, picture: Picture) -> str:
    words = re.sub(r"\W+", "-", prompt.lower()).strip("-")[:40].strip("-") or "picture"
    return f"{words}.{picture.media_type.partition('/')[2].replace('jpeg', 'jpg')}"
