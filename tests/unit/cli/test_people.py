"""The operator's hand on people: users, grant, refund, ban, unban, audit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bot.model import Identity
from tests.e2e.flow.stage import Stage
from tests.unit.cli.conftest import BOB, Program, visit

pytestmark = pytest.mark.usefixtures("used")


def test_users_are_listed_newest_first_and_found_by_every_name(bananabot: Program) -> None:
    rows = json.loads(bananabot("users", "--json").out)
    assert [row["name"] for row in rows] == ["@bob", "@ann"]
    assert rows[1] == {
        "id": "#1",
        "name": "@ann",
        "accounts": "fake:7",
        "language": "en",
        "zone": "UTC",
        "pack": 0,
        "requests": 2,
        "last": rows[1]["last"],
        "banned": None,
    }
    for word in ("@ann", "@Ann", "ann", "fake:7", "fake:@ann", "#1"):
        found = [row["id"] for row in json.loads(bananabot("users", word, "--json").out)]
        assert found == ["#1"], word
    assert bananabot("users", "@nobody").out == "nobody\n"
    assert bananabot("users", "--count", "1").out.count("\n") == 2


def test_a_grant_is_given_once_a_reference_and_can_be_taken(bananabot: Program) -> None:
    assert "+5, 5 in the pack now" in bananabot("grant", "@ann", "5", "--reason", "thanks").out
    for _ in range(2):
        assert "7 in the pack" in bananabot("grant", "#1", "2", "--reference", "contest").out
    assert "-3, 4 in the pack" in bananabot("grant", "fake:7", "-3").out
    assert json.loads(bananabot("users", "@ann", "--json").out)[0]["pack"] == 4


def test_a_grant_is_taken_back_once(bananabot: Program) -> None:
    line = bananabot("grant", "@bob", "5").out.rsplit(" ", 1)[1].strip()
    assert "5 units taken back" in bananabot("refund", line, "--line", "--reason", "a mistake").out
    again = bananabot("refund", line, "--line")
    assert again.code == 1
    assert "taken back before" in again.err


def test_a_picture_is_refunded_once(bananabot: Program) -> None:
    assert bananabot("refund", "1", "--reason", "broken").out == "1: 1 given back into the pack\n"
    again = bananabot("refund", "1")
    assert (again.code, again.out) == (1, "")
    assert again.err.count("\n") == 1
    assert json.loads(bananabot("users", "@ann", "--json").out)[0]["pack"] == 1


def test_the_units_of_a_payment_are_taken_back_where_nobody_can_return_the_money(
    bananabot: Program, used: Path
) -> None:
    async def bought(stage: Stage) -> None:
        await stage.house.store.packs.purchase(1, 10, "stars-abc", "10 units", stage.house.clock.now())

    visit(used, bought)
    alone = bananabot("refund", "stars-abc")
    assert alone.code == 1
    assert "BANANABOT_TELEGRAM_TOKEN is missing" in alone.err
    line = alone.err.partition("refund ")[2].partition(" ")[0]
    assert "10 units taken back" in bananabot("refund", line, "--line").out
    assert bananabot("refund", "stars-xyz").err == "bananabot: stars-xyz: no such payment\n"


def test_a_ban_holds_until_it_is_lifted(bananabot: Program, used: Path) -> None:
    assert bananabot("ban", "@bob", "--reason", "spam").out == "@bob (#2) is kept out for good\n"

    async def refused(stage: Stage) -> None:
        await stage.type("a boat", sender=BOB, event="later1")
        await stage.told()
        assert "cannot use this service" in stage.chat.said[-1]
        assert stage.provider.calls == []

    visit(used, refused)
    assert "until 20" in bananabot("ban", "@bob", "--for", "7d").out
    assert bananabot("unban", "@bob").code == 0
    assert bananabot("unban", "@bob").code == 1

    async def welcome(stage: Stage) -> None:
        await stage.type("a boat", sender=BOB, event="later2")
        await stage.chat.until(1)

    visit(used, welcome)
    lines = json.loads(bananabot("audit", "--json").out)
    assert [(line["actor"], line["what"]) for line in lines] == [
        ("cli", "unban #2"),
        ("cli", "ban #2"),
        ("cli", "ban #2"),
    ]
    assert lines[-1]["new"] == "for good spam"


def test_an_owner_is_not_kept_out(bananabot: Program, used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANANABOT_OWNERS", "fake:99")

    async def came(stage: Stage) -> None:
        await stage.type("/help", sender=Identity("fake", "99", "@boss"), event="later3")

    visit(used, came)
    assert "is an owner" in bananabot("ban", "@boss").err


def test_a_name_that_two_people_have_is_asked_about(bananabot: Program, used: Path) -> None:
    async def namesake(stage: Stage) -> None:
        await stage.type("/help", sender=Identity("fake", "70", "@ann"), event="later4")

    visit(used, namesake)
    done = bananabot("grant", "@ann", "5")
    assert done.code == 1
    assert "#1 (fake:7), #3 (fake:70)" in done.err
    assert bananabot("grant", "#3", "5").code == 0


def test_the_log_goes_into_a_spreadsheet_that_calculates_nothing(bananabot: Program) -> None:
    bananabot("ban", "@bob", "--reason", "x")
    bananabot("limits", "set", "9/day", "--person", "@ann")
    assert bananabot("audit", "-o", "audit.csv").code == 0
    rows = list(csv.DictReader(io.StringIO(Path("audit.csv").read_text("utf-8-sig"))))
    assert [row["what"] for row in rows] == ["limit person:1", "ban #2"]
    assert (rows[0]["old"], rows[0]["new"]) == ("default", "9/day")
    bananabot("users", "-o", "users.csv")
    assert "'@bob" in Path("users.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["grant", "@nobody", "5"], 1, "@nobody: nobody by that name"),
        (["grant", "@ann", "0"], 2, "0 gives nothing"),
        (["grant", "@ann", "many"], 2, "'units'"),
        (["grant", "@ann"], 2, "Missing argument"),
        (["ban", "@ann", "--for", "ever"], 2, "--for"),
        (["ban", "#99"], 1, "#99: nobody"),
        (["refund", "99"], 1, "99: nothing to give back"),
        (["refund", "x", "--line"], 2, "a ledger line is a number"),
        (["audit", "--chat", "fake:-1"], 1, "fake:-1: no such group"),
        (["audit", "-o", "nowhere/audit.csv"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(bananabot: Program, words: list[str], code: int, says: str) -> None:
    done = bananabot(*words)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert done.err.count("\n") == 1
