"""Draws for the conversation without holding it up: each drawing in a thread, handed back as a finished picture."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from io import BytesIO

from PIL import Image

from adapters.drawings.contact import Tile, contact_sheet
from adapters.drawings.costs import cost_chart
from adapters.drawings.report import report_chart
from bot.costs.curves import CostReport
from bot.costs.use import ReportData
from bot.model import Picture
from bot.texts import Texts
from bot.texts.styles import Style

Paint = Callable[[str], bytes]
"""A small picture for a prompt; runs in a thread."""


class Easel:
    """`paint` makes the examples on the styles' sheet, which is drawn once a language and kept."""

    def __init__(self, texts: Texts, paint: Paint) -> None:
        self._texts = texts
        self._paint = paint
        self._sheets: dict[tuple[str, tuple[str, ...]], Picture] = {}
        self._alone = asyncio.Lock()

    async def report(self, data: ReportData, language: str) -> Picture:
        """A group's use as a chart for a phone."""
        return _picture(await asyncio.to_thread(report_chart, data, language, self._texts))

    async def costs(self, report: CostReport, language: str) -> Picture:
        """What pictures cost at each provider."""
        return _picture(await asyncio.to_thread(cost_chart, report, language, self._texts))

    async def styles(self, styles: Iterable[Style], language: str) -> Picture:
        """An example of each style, with its title and the name to type."""
        every = tuple(styles)
        key = (language, tuple(style.name for style in every))
        async with self._alone:  # thirty people who ask meanwhile would have it drawn thirty times
            if key not in self._sheets:
                self._sheets[key] = _picture(await asyncio.to_thread(self._sheet, every, language))
        return self._sheets[key]

    def _sheet(self, styles: tuple[Style, ...], language: str) -> bytes:
        tiles = [
            Tile(
                self._paint(f"{style.example('en')}, {style.prompt}"),
                style.title(language),
                "" if style.title(language).casefold() == style.name else style.name,
            )
            for style in styles
        ]
        return contact_sheet(tiles)


def _picture(data: bytes) -> Picture:
    with Image.open(BytesIO(data)) as image:
        width, height = image.size
    return Picture(data, hashlib.sha256(data).hexdigest(), "image/png", width, height)
