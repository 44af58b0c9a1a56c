"""Lays out what the bot says for a terminal. Whatever somebody typed cannot move the cursor or change a colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.chat.console.inline import Show
from bot.model import Button, Picture
from bot.ports import Answer, Document

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


class Page:
    """`write` puts a block on the terminal. Files go into `folder`, named so that the same thing twice is one file."""

    def __init__(self, write: Callable[[str], None], folder: Path, show: Show | None = None) -> None:
        self._write = write
        self._folder = folder
        self._show = show

    def write(self, *lines: str) -> None:
        self._write("\n".join(line for line in lines if line))

    def answer(self, answer: Answer, name: str) -> None:
        """`name` is for the files of this answer, without suffix."""
        lines = [plain(answer.text)]
        if answer.picture is not None:
            lines += self.picture(answer.picture, name)
        if answer.document is not None:
            lines.append(str(self._document(answer.document, name)))
        self.write(*lines, button_line([button for row in answer.buttons for button in row]))

    def picture(self, picture: Picture, name: str) -> list[str]:
        """Save it; where it is and how big, and the picture itself where the terminal can."""
        path = self._save(f"{name}.{_SUFFIXES.get(picture.media_type, 'bin')}", picture.data)
        where = f"{path} ({picture.width}x{picture.height}, {size(len(picture.data))})"
        return [self._show(picture), where] if self._show is not None else [where]

    def _document(self, document: Document, name: str) -> Path:
        return self._save(f"{name}-{Path(document.name).name}", document.data)

    def _save(self, name: str, data: bytes) -> Path:
        """Whole or not at all: written beside and renamed. Raises `OSError`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name
        beside = path.with_name(f".{name}.part")
        beside.write_bytes(data)
        beside.replace(path)
        return path


def plain(text: str) -> str:
    """Without anything that a terminal would obey."""
    return _CONTROLS.sub("", text)


def button_line(shown: Sequence[Button]) -> str:
    """`:1 Again  :2 Vary`, to be typed."""
    return "  ".join(f":{number} {plain(button.label)}" for number, button in enumerate(shown, 1))


def size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} kB"
