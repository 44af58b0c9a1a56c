"""Charts and pages: whole pictures in both languages, and nothing typed by people gets out of its place."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from html.parser import HTMLParser
from io import BytesIO, StringIO

import pytest
from PIL import Image

from adapters.drawings.board import rounded_top
from adapters.drawings.contact import Tile, contact_sheet
from adapters.drawings.costs import cost_chart, cost_html
from adapters.drawings.report import report_chart
from adapters.drawings.report_page import report_csv, report_html
from adapters.fonts import drawable
from bot.costs.calculator import Tariff
from bot.costs.curves import Offer, cost_report
from bot.costs.use import DayUse, MemberUse, ReportData, StateCount
from bot.texts import Texts

TEXTS = Texts.load()
NASTY = '<script>alert("x")</script>&\x00\u202e🦊'


def data(days: int = 7, members: int = 3, title: str = "club") -> ReportData:
    first = date(2026, 11, 1)
    return ReportData(
        title,
        tuple(DayUse(first + timedelta(i), i * 3, i % 2) for i in range(days)),
        tuple(MemberUse(f"{NASTY} {i}", 10 * i) for i in range(members)),
        (StateCount("delivered", 30), StateCount("refused", 2), StateCount("failed", 0), StateCount("cancelled", 1)),
    )


class Found(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "html":
            self.language = dict(attrs)["lang"]

    def handle_data(self, data: str) -> None:
        self.text += data


def size(png: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(png)) as image:
        image.load()
        assert image.format == "PNG"
        return image.size


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("days", [1, 7, 31])
def test_a_report_fits_a_phone(language: str, days: int) -> None:
    width, height = size(report_chart(data(days), language, TEXTS))
    assert width == 1080
    assert 900 < height < 2000


def test_a_report_of_nothing_is_still_a_picture() -> None:
    nothing = ReportData("", tuple(DayUse(date(2026, 1, 1), 0) for _ in range(7)))
    assert size(report_chart(nothing, "en", TEXTS))[0] == 1080
    assert "No pictures" in report_html(nothing, "en", TEXTS)
    assert size(report_chart(ReportData("", ()), "zh", TEXTS))[0] == 1080


def test_a_report_is_the_same_every_time() -> None:
    assert report_chart(data(), "zh", TEXTS) == report_chart(data(), "zh", TEXTS)


def test_a_hundred_members_are_eight_and_the_others() -> None:
    people, others = data(members=100).top(8)
    assert [member.units for member in people] == [990, 980, 970, 960, 950, 940, 930, 920]
    assert others == MemberUse("", sum(10 * i for i in range(92)))
    assert size(report_chart(data(members=100), "en", TEXTS))[1] < 2000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_shows_names_and_runs_nothing(language: str) -> None:
    page = report_html(data(title=NASTY), language, TEXTS)
    found = Found()
    found.feed(page)
    assert found.language == language
    assert "script" not in found.tags
    assert "alert" in found.text
    assert "http" not in page


def test_what_the_typeface_does_not_hold_is_left_out_of_pictures() -> None:
    assert drawable("🦊 fox") == "fox"
    assert drawable("小狐狸🦊") == "小狐狸"
    assert drawable("Мария Zoë") == "Мария Zoë"
    assert drawable("🦊") == "🦊"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_colour_is_explained(language: str) -> None:
    page = report_html(data(), language, TEXTS)
    for key in ("lost", "per_state", "delivered", "refused", "failed", "cancelled"):
        assert TEXTS.say(language, f"report.{key}") in page
    calm = ReportData("", tuple(DayUse(date(2026, 1, 1), 1) for _ in range(7)))
    assert TEXTS.say(language, "report.lost") not in report_html(calm, language, TEXTS)


def test_csv_has_every_number_and_no_formula() -> None:
    typed = ReportData("x", data().days, (MemberUse('=HYPERLINK("x")', 4), MemberUse("a,b\n", 2)), data().states)
    rows = list(csv.reader(StringIO(report_csv(typed), newline="")))
    assert rows[0] == ["kind", "name", "value"]
    assert ["member", '\'=HYPERLINK("x")', "4"] in rows
    assert ["member", "a,b\n", "2"] in rows
    assert ["day", "2026-11-02", "3"] in rows
    assert ["state", "refused", "2"] in rows


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cost_curves_as_picture_and_page(language: str) -> None:
    report = cost_report([Offer("dear & co", Tariff(0, 38_700)), Offer("free", Tariff(0, 0))], 3000, 0.4)
    assert size(cost_chart(report, language, TEXTS))[0] == 1080
    page = cost_html(report, language, TEXTS)
    assert "dear &amp; co" in page
    assert page.count("<polyline") == 4
    assert page.count("<circle") == 4


def test_cost_curves_without_requests_or_providers() -> None:
    for report in (cost_report([Offer("x", Tariff())], 0, 0), cost_report([], 0, 1)):
        assert size(cost_chart(report, "en", TEXTS))[0] == 1080
        assert "<svg" in cost_html(report, "zh", TEXTS)


def test_a_contact_sheet_holds_all_tiles() -> None:
    out = BytesIO()
    Image.new("RGB", (300, 200), "red").save(out, "JPEG")
    tiles = [Tile(out.getvalue(), f"风格 {i}", NASTY) for i in range(30)]
    width, height = size(contact_sheet(tiles, title="Styles"))
    assert width == 1100
    assert height > width
    assert size(contact_sheet([]))[0] == 1100


@pytest.mark.parametrize(
    ("largest", "end"), [(0, 4), (4, 4), (5, 5), (9, 10), (11, 12), (99, 100), (101, 120), (1234, 1500)]
)
def test_an_axis_ends_on_a_round_number(largest: float, end: float) -> None:
    found, parts = rounded_top(largest)
    assert found == end
    assert found / parts == round(found / parts)
