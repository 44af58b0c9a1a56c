"""Pictures the bot makes of its own numbers and styles, drawn in a thread, by libraries that are loaded when first needed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable

from bot.costs.use import ReportData
from bot.model import ImageRequest, Picture
from bot.ports import Clock, Ticket
from bot.texts import Texts
from bot.texts.styles import Styles

_TILE = 256  # seconds a whole sheet of tiles may take


class Drawings:
    """The chart and the contact sheet that the rooms ask for."""

    def __init__(self, texts: Texts, clock: Clock) -> None:
        self._texts = texts
        self._clock = clock
        self._sheets: dict[str, Picture] = {}

    async def report(self, data: ReportData, language: str) -> Picture:
        from adapters.drawings.report import report_chart  # noqa: PLC0415  Pillow's fonts: only when a report is asked for

        return await _drawn(lambda: report_chart(data, language, self._texts))

    async def styles(self, styles: Styles, language: str) -> Picture:
        """A tile for each style, painted once a language by the built-in painter from the style's own example."""
        if language not in self._sheets:
            self._sheets[language] = await self._sheet(styles, language)
        return self._sheets[language]

    async def _sheet(self, styles: Styles, language: str) -> Picture:
        from adapters.drawings.contact import Tile, contact_sheet  # noqa: PLC0415  as above
        from adapters.images.sketch import Sketch  # noqa: PLC0415  as above

        painter = Sketch(self._clock)
        tiles: list[Tile] = []
        for number, style in enumerate(styles, 1):
            request = ImageRequest(prompt=style.example("en") or style.title("en"), style=style.name, seed=number)
            ticket = Ticket(job=number, deadline=self._clock.monotonic() + _TILE)
            drawn = await painter.draw(styles.applied(request), ticket)
            tiles.append(Tile(drawn.pictures[0].data, style.title(language), style.name))
        return await _drawn(lambda: contact_sheet(tiles))


async def _drawn(draw: Callable[[], bytes]) -> Picture:
    data = await asyncio.to_thread(draw)
    # PNG keeps width and height at fixed places of its first chunk.
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return Picture(data, hashlib.sha256(data).hexdigest(), "image/png", width, height)
