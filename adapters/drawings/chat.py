"""A chat as a picture, for the README: what people say on the right, what the bot says and draws on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps

from adapters.drawings.board import Board
from adapters.fonts import typeface

_WIDTH, _EDGE, _SIZE, _LINE = 900, 36, 27, 38
_GROUND, _MINE, _THEIRS, _WORDS, _SOFT, _PRESS = "#e9e4da", "#ffe9a8", "#ffffff", "#22262e", "#8a8578", "#b07c10"
_PICTURE = 560
_BUTTON = 58


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `mine` is a person's. Lines are split at line breaks; `picture` is a JPEG or PNG above them."""

    text: str
    mine: bool = False
    picture: bytes = field(default=b"", repr=False)
    buttons: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def wide(self) -> float:
        font = typeface(_SIZE)
        return max([_PICTURE if self.picture else 0.0, *(font.getlength(line) for line in self.lines)]) + 44

    def tall(self) -> float:
        return 30 + _LINE * len(self.lines) + (self._shown().height + 14 if self.picture else 0)

    def _shown(self) -> Image.Image:
        with Image.open(BytesIO(self.picture)) as image:
            return ImageOps.contain(image.convert("RGB"), (_PICTURE, 2 * _PICTURE), Image.Resampling.LANCZOS)

    def draw(self, board: Board, y: float) -> None:
        left = _WIDTH - _EDGE - self.wide if self.mine else _EDGE
        board.bar(left, y, left + self.wide, y + self.tall(), _MINE if self.mine else _THEIRS, radius=20)
        line = y + 15 + _LINE / 2
        if self.picture:
            shown = self._shown()
            board.picture(left + 22, y + 20, shown, 12)
            line += shown.height + 14
        for words in self.lines:
            board.text(left + 22, line, words, _SIZE, fill=_WORDS, anchor="lm")
            line += _LINE
        if self.buttons:
            self._draw_buttons(board, left, y + self.tall() + 8)

    def _draw_buttons(self, board: Board, left: float, top: float) -> None:
        step = (self.wide + 8) / len(self.buttons)
        for i, label in enumerate(self.buttons):
            x = left + step * i
            board.bar(x, top, x + step - 8, top + _BUTTON - 10, _THEIRS, radius=14)
            board.text(x + (step - 8) / 2, top + (_BUTTON - 10) / 2, label, 22, fill=_PRESS, anchor="mm")


def chat_picture(title: str, bubbles: Sequence[Bubble], note: str) -> bytes:
    """A PNG, 900 pixels wide; `note` stands below in small letters."""
    gap = 18
    height = 96 + sum(bubble.tall() + gap + (_BUTTON if bubble.buttons else 0) for bubble in bubbles) + 60
    board = Board(_WIDTH, round(height), _GROUND)
    board.bar(0, 0, _WIDTH, 72, "#ffffff")
    board.dot(_EDGE + 22, 36, 22, "#f5b82e")
    board.text(_EDGE + 22, 36, title[:1], 26, anchor="mm", bold=True)
    board.text(_EDGE + 60, 36, title, 28, anchor="lm", bold=True)
    y = 96.0
    for bubble in bubbles:
        bubble.draw(board, y)
        y += bubble.tall() + gap + (_BUTTON if bubble.buttons else 0)
    board.text(_WIDTH / 2, y + 22, note, 20, fill=_SOFT, anchor="mm")
    return board.png()
