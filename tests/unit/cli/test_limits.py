"""`bananabot limits` and `bananabot report`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.flow.stage import Stage
from tests.unit.cli.conftest import ANN, BOB, CLUB, Program, visit

pytestmark = pytest.mark.usefixtures("used")


def limits(bananabot: Program, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(bananabot("limits", "show", "--json", *words).out)
    return found


def test_defaults_and_exceptions_are_shown_with_who_set_them(bananabot: Program) -> None:
    assert limits(bananabot) == [{"scope": "every person", "whose": "", "limit": "3/day", "by": "settings"}]
    for value, *whose in (
        ("9/day,90/month", "--person", "@ann"),
        ("50/day", "--chat", CLUB),
        ("5/day", "--chat", CLUB, "--members"),
        ("off", "--chat", CLUB, "--person", "@bob"),
        ("500/day", "--chat", CLUB, "--ceiling"),
    ):
        assert bananabot("limits", "set", value, *whose).code == 0
    rows = limits(bananabot)
    assert [(row["scope"], row["whose"], row["limit"]) for row in rows[1:]] == [
        ("ceiling:fake:-100", "Club", "500/day"),
        ("group:fake:-100", "Club", "50/day"),
        ("member:fake:-100", "Club", "5/day"),
        ("member:fake:-100:2", "@bob in Club", "off"),
        ("person:1", "@ann", "9/day"),
        ("person:1", "@ann", "90/month"),
    ]
    assert {row["by"] for row in rows[1:]} == {"cli"}
    assert len(limits(bananabot, "--chat", CLUB)) == 4
    assert bananabot("limits", "set", "default", "--person", "@ann").code == 0
    assert [row for row in limits(bananabot) if row["scope"] == "person:1"] == []


def test_use_is_shown_with_the_rule_that_binds_first(bananabot: Program) -> None:
    bananabot("limits", "set", "2/day", "--chat", CLUB)
    rows = limits(bananabot, "--person", "@ann", "--chat", CLUB)
    assert [(row["scope"], row["used"], row["left"]) for row in rows] == [
        ("group:fake:-100", 2, 0),
        ("person:1", 2, 1),
        ("pack", None, 0),
    ]


def test_a_limit_set_here_holds_for_the_next_request(bananabot: Program, used: Path) -> None:
    bananabot("limits", "set", "2/day", "--person", "@ann")

    async def refused(stage: Stage) -> None:
        await stage.type("a boat", sender=ANN, event="later1")
        await stage.told()
        assert "today: 2" in stage.chat.said[-1]
        await stage.type("a boat", sender=BOB, event="later2")
        await stage.chat.until(1)

    visit(used, refused)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["set", "10/day"], 2, "BANANABOT_QUOTA_PERSON"),
        (["set", "10/fortnight", "--person", "@ann"], 2, "10/fortnight"),
        (["set", "10/day", "--chat", CLUB, "--members", "--ceiling"], 2, "one of them"),
        (["set", "10/day", "--chat", "fake:-9"], 1, "no such group"),
        (["show", "--person", "@nobody"], 1, "nobody by that name"),
    ],
)
def test_what_cannot_be_set_is_one_line(bananabot: Program, words: list[str], code: int, says: str) -> None:
    done = bananabot("limits", *words)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert done.err.count("\n") == 1


# ── report ──


def test_a_report_is_a_picture_a_page_or_a_spreadsheet(bananabot: Program) -> None:
    for name in ("week.png", "week.html", "week.csv", "club.html"):
        more = ["--chat", CLUB, "--language", "zh"] if name.startswith("club") else []
        done = bananabot("report", "-o", name, "--days", "7d", *more)
        assert done.out.startswith(f"{name} ("), done.err
    with Image.open(io.BytesIO(Path("week.png").read_bytes())) as image:
        assert image.format == "PNG"
        assert image.width == 1080
    assert "bananabot" in Path("week.html").read_text("utf-8")
    lines = Path("week.csv").read_text("utf-8-sig").splitlines()
    assert {"member,'@ann,2", "member,'@bob,1", "state,delivered,3"} <= set(lines)
    assert sum(line.startswith("day,") for line in lines) == 7
    page = Path("club.html").read_text("utf-8")
    assert "Club" in page
    assert 'lang="zh' in page


def test_without_a_file_the_numbers_are_a_table(bananabot: Program) -> None:
    rows = json.loads(bananabot("report", "--json", "--chat", CLUB, "--days", "1d").out)
    assert rows[0]["value"] == 2
    assert {(row["name"], row["value"]) for row in rows if row["kind"] == "member"} == {("@ann", 1), ("@bob", 1)}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["-o", "week.pdf"], 2, ".png, .html, .csv"),
        (["--days", "0"], 2, "days"),
        (["--language", "tlh"], 2, "tlh"),
        (["--chat", "fake:-9"], 1, "no such group"),
        (["-o", "nowhere/week.csv"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_one_line(bananabot: Program, words: list[str], code: int, says: str) -> None:
    done = bananabot("report", *words)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert done.err.count("\n") == 1
