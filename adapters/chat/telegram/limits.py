"""Telegram's numbers (Bot API 10.3). Lengths of text count UTF-16 code units, as the server does."""

from __future__ import annotations

from bot.model import Picture

TEXT = 4096
CAPTION = 1024
TOAST = 200
CALLBACK_BYTES = 64
ALBUM = 10
PHOTO_BYTES = 10 << 20
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
DOWNLOAD_BYTES = 20 << 20

_TAIL = 100  # a last line this short (the code of a job) survives when a caption is cut


def units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, limit: int) -> str:
    """As much of the beginning as fits."""
    text = text[:limit]
    while (over := units(text) - limit) > 0:  # one character is two units at most
        text = text[: len(text) - (over + 1) // 2]
    return text


def fit(text: str, limit: int) -> str:
    """The text, or its beginning, an ellipsis, and its last line if that is short."""
    if units(text) <= limit:
        return text
    last = text.rpartition("\n")[2]
    tail = f"…\n{last}" if 0 < units(last) <= _TAIL else "…"
    return cut(text, limit - units(tail)).rstrip() + tail


def split(text: str, limit: int) -> list[str]:
    """Parts that fit, cut at line ends or blanks where there are any."""
    parts: list[str] = []
    while units(text) > limit:
        head = cut(text, limit)
        end = max(head.rfind("\n"), head.rfind(" "))
        end = end if end > len(head) // 2 else len(head)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [part for part in (*parts, text) if part.strip()]


def fits_photo(picture: Picture) -> bool:
    """Whether Telegram takes this as a photo; else it goes as a document."""
    short, long = sorted((picture.width, picture.height))
    return len(picture.data) <= PHOTO_BYTES and short + long <= PHOTO_SIDES and long <= PHOTO_RATIO * short
