"""Pictures the bot makes of its own numbers and styles. The drawing libraries are loaded when the first one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.costs.curves import CostReport
from bot.costs.use import ReportData
from bot.model import Picture
from bot.ports import Darkroom
from bot.texts import Texts
from bot.texts.styles import Styles

_TILE = 480  # pixels: twice what a sheet shows


class Drawings(Protocol):
    """What the rooms ask for."""

    async def report(self, data: ReportData, language: str) -> Picture: ...

    async def styles(self, styles: Styles, language: str) -> Picture: ...

    async def costs(self, report: CostReport, language: str) -> Picture: ...


class LazyDrawings:
    """Implements `Drawings`, by an easel that is set up at the first picture."""

    def __init__(self, texts: Texts) -> None:
        self._open: Callable[[], Drawings] = lambda: _easel(texts)
        self._easel: Drawings | None = None

    async def report(self, data: ReportData, language: str) -> Picture:
        return await self._set_up().report(data, language)

    async def styles(self, styles: Styles, language: str) -> Picture:
        return await self._set_up().styles(styles, language)

    async def costs(self, report: CostReport, language: str) -> Picture:
        return await self._set_up().costs(report, language)

    def _set_up(self) -> Drawings:
        self._easel = self._easel or self._open()
        return self._easel


def _easel(texts: Texts) -> Drawings:
    from adapters.drawings.easel import Easel  # noqa: PLC0415  see above
    from adapters.images.sketch.commission import Commission  # noqa: PLC0415  see above
    from adapters.images.sketch.painter import new_painter  # noqa: PLC0415  see above

    painter = new_painter()
    return Easel(texts, lambda prompt: painter.paint(Commission(prompt, 3, _TILE, _TILE)))


class LazyDarkroom:
    """Implements `bot.ports.Darkroom`; set up with the first reference."""

    def __init__(self) -> None:
        self._darkroom: Darkroom | None = None

    async def develop(self, data: bytes) -> Picture:
        if self._darkroom is None:
            from adapters.images._references import ReferenceDarkroom  # noqa: PLC0415  see above

            self._darkroom = ReferenceDarkroom()
        return await self._darkroom.develop(data)
