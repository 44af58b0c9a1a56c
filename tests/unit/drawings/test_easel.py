"""Drawings for the conversation: whole pictures, and the styles' sheet drawn once a language."""

from __future__ import annotations

import asyncio
from datetime import date
from io import BytesIO

from PIL import Image

from adapters.drawings.easel import Easel
from bot.costs.calculator import Tariff
from bot.costs.curves import Offer, cost_report
from bot.costs.use import DayUse, ReportData
from bot.texts import Texts
from bot.texts.styles import load_styles


class Painter:
    """Paints the same small square and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        out = BytesIO()
        Image.new("RGB", (64, 64), "teal").save(out, "JPEG")
        self._square = out.getvalue()

    def __call__(self, prompt: str) -> bytes:
        self.asked.append(prompt)
        return self._square


async def test_the_styles_sheet_is_drawn_once_a_language() -> None:
    painter, styles = Painter(), load_styles()
    easel = Easel(Texts.load(), painter)
    first, *others = await asyncio.gather(*(easel.styles(styles, "en") for _ in range(4)))
    assert all(other is first for other in others)
    assert await easel.styles(styles, "en") is first
    assert len(painter.asked) == len(styles)
    assert (await easel.styles(styles, "zh")).digest != first.digest


async def test_charts_are_pictures_that_say_their_size() -> None:
    easel = Easel(Texts.load(), Painter())
    report = await easel.report(ReportData("club", (DayUse(date(2026, 11, 1), 3),)), "en")
    costs = await easel.costs(cost_report([Offer("x", Tariff())], 10, 0.3), "zh")
    for picture in (report, costs):
        with Image.open(BytesIO(picture.data)) as image:
            assert image.size == (picture.width, picture.height)
        assert picture.media_type == "image/png"
