"""Many small pictures on one sheet, each with its name below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps

from adapters.drawings.board import INK, SOFT, Board

_SIDE = 240
_GAP = 20
_EDGE = 40
_LABEL = 76


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture's bytes, what it is called, and a second, softer line (what to type)."""

    data: bytes = field(repr=False)
    title: str
    hint: str = ""


def contact_sheet(tiles: Sequence[Tile], columns: int = 4, title: str = "") -> bytes:
    """A PNG, 1,080 pixels wide with four columns. Raises `OSError` when a tile is not a picture."""
    rows = -(-len(tiles) // columns)
    head = 90 if title else 0
    width = 2 * _EDGE + columns * _SIDE + (columns - 1) * _GAP
    board = Board(width, 2 * _EDGE + head + rows * (_SIDE + _LABEL) + max(0, rows - 1) * _GAP)
    if title:
        board.text(_EDGE, _EDGE + 44, title, 40, bold=True, room=width - 2 * _EDGE)
    for i, tile in enumerate(tiles):
        x = _EDGE + (i % columns) * (_SIDE + _GAP)
        y = _EDGE + head + (i // columns) * (_SIDE + _LABEL + _GAP)
        with Image.open(BytesIO(tile.data)) as opened:
            opened.draft("RGB", (_SIDE * 2, _SIDE * 2))
            small = ImageOps.fit(opened.convert("RGB"), (_SIDE, _SIDE), Image.Resampling.LANCZOS)
        board.picture(x, y, small, 18)
        board.text(x + 4, y + _SIDE + 34, tile.title, 25, fill=INK, room=_SIDE - 8)
        board.text(x + 4, y + _SIDE + 64, tile.hint, 21, fill=SOFT, room=_SIDE - 8)
    return board.png()
