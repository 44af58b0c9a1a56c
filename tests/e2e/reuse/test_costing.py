"""What it costs and what to do: by chat for owners, on the command line, and unasked when a budget runs out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.cli.app import run
from adapters.clock import SystemClock
from bot.resilience import Target
from tests.e2e.flow.stage import Stage, open_stage, png
from tests.e2e.reuse.test_spared import BEN, ended, stage_of
from tests.fakes.provider import FakeProvider


async def said(stage: Stage, text: str) -> str:
    await stage.type(text)
    await stage.told()
    return stage.chat.said[-1]


async def test_owners_see_where_the_money_went_and_where_it_is_going(tmp_path: Path) -> None:
    async with stage_of(tmp_path, owners="fake:7") as stage:
        assert "Nothing was spent" in await said(stage, "/cost")
        for number in range(3):
            await stage.type(f"fox {number}")
        await ended(stage, 3)
        words = await said(stage, "/cost 7d")
        assert "$0.117" in words
        assert "fake/fake-1: 3 pictures" in words
        assert "fake:7: 3 pictures" in words
        assert "end of the month" in words


def with_allowance(provider: FakeProvider) -> list[Target]:
    return [
        Target(id=f"fake/{place}/key{key}", provider=provider, allowance=100, zone="America/Los_Angeles")
        for place in ("here", "there")
        for key in (1, 2)
    ]


async def test_owners_see_who_spent_it_and_what_is_left_until_when(tmp_path: Path) -> None:
    provider = FakeProvider(SystemClock(), develop=png)
    async with open_stage(tmp_path, provider, targets=with_allowance, owners="fake:7", budget="1usd/day") as stage:
        for number, who in enumerate((stage.ann, BEN, BEN)):
            await stage.type(f"/imagine fox {number}", sender=who, chat=stage.club)
        await ended(stage, 3)
        words = await said(stage, "/cost")
        today = stage.house.clock.now().date().isoformat()
        assert f"By day:\n{today}: 3 pictures, $0.117" in words
        assert "By provider:\nfake: 3 pictures" in words
        assert "By chat:\nfake:-100: 3 pictures" in words
        assert "By person:\n#2 Ben: 2 pictures, $0.078\n#1 Ann: 1 picture, $0.039" in words
        assert "Budget, money today: $0.117 of $1.00 (11 %), new" in words
        lefts = {line.split(":")[0]: int(line.split(" ")[1]) for line in words.splitlines() if "requests left" in line}
        assert lefts.keys() == {"fake/key1", "fake/key2"}, "a key counts once, however many endpoints it has"
        assert sum(lefts.values()) == 197


def test_what_is_left_is_said_on_the_command_line_too(
    at: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANANABOT_BUDGET", "5usd/day,100usd/month")
    monkeypatch.setenv("BANANABOT_PROVIDERS", "gemini,sketch")
    monkeypatch.setenv("BANANABOT_GEMINI_KEYS", "k1,k2")
    monkeypatch.setenv("BANANABOT_PROVIDERS_FILE", str(at / "own.toml"))
    (at / "own.toml").write_text("[gemini]\nallowance = 1500\n", "utf-8")
    assert run(["cost"]) == 0
    words = capsys.readouterr().out
    assert "Budget, money this month: $0.00 of $100.00 (0 %)" in words
    assert "gemini/key2: 1500 requests left" in words
    assert run(["cost", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert [(one["window"], one["limit"], one["percent"]) for one in numbers["budgets"]] == [
        ("day", 5.0, 0),
        ("month", 100.0, 0),
    ]
    assert [(one["name"], one["left"]) for one in numbers["allowances"]] == [
        ("gemini/key1", 1500),
        ("gemini/key2", 1500),
    ]
    monkeypatch.setenv("BANANABOT_GEMINI_KEYS", "")
    assert run(["cost"]) == 0, "the past can be looked at without a key"


async def test_advice_comes_with_the_curves(tmp_path: Path) -> None:
    async with stage_of(tmp_path, owners="fake:7") as stage:
        await stage.type("a fox")
        await ended(stage, 1)
        words = await said(stage, "/advise")
        assert "Upgrade score 0 of 100" in words
        assert any(shown.answer and shown.answer.picture for shown in stage.chat.shown.values())


async def test_nobody_else_is_told(tmp_path: Path) -> None:
    async with stage_of(tmp_path, owners="fake:7") as stage:
        await stage.type("/cost", sender=BEN)
        await stage.chat.heard("owners")


async def test_owners_are_told_once_that_a_budget_is_nearly_and_then_wholly_spent(tmp_path: Path) -> None:
    async with stage_of(tmp_path, owners="fake:7", budget="0.3usd/day") as stage:
        for number in range(5):
            await stage.type(f"fox {number}")
        await ended(stage, 5)
        budgets = stage.house.budgets
        await budgets.look()
        await budgets.look()
        assert sum("of the budget" in text for text in stage.chat.said) == 0
    async with stage_of(tmp_path, owners="fake:7", budget="0.24usd/day") as stage:
        await stage.house.budgets.look()
        await stage.house.budgets.look()
        assert sum("81 % of the budget" in text for text in stage.chat.said) == 1
    async with stage_of(tmp_path, owners="fake:7", budget="0.23usd/day") as stage:  # and a picture is 0.039
        await stage.house.budgets.look()
        await stage.house.budgets.look()
        assert sum("Nothing more is drawn" in text for text in stage.chat.said) == 1


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_worked_examples_on_the_command_line(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cost", "--daily-requests", "3000", "--cache-hit-rate", "0.1", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert (numbers["monthly_cost"], numbers["paid_requests"]) == (1393.2, 36_000)
    assert run(["advise", "--daily-requests", "3000", "--cache-hit-rate", "0.1", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["roi"] == {
        "monthly_savings": 1044.9,
        "yearly_savings": 12538.8,
        "payback_months": 0.4785,
        "three_year_roi_percent": 7423.28,
    }
    score = ["--response-ms", "800", "--uptime", "0.995", "--revenue", "0.15", "--growth", "0.25"]
    assert run(["advise", "--daily-requests", "2500", *score, "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert (numbers["upgrade"]["score"], numbers["upgrade"]["advice"]) == (100, "upgrade_now")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cost", "--daily-requests", "0"], "No requests"),
        (["cost", "--daily-requests", "9000", "--cache-hit-rate", "1"], "from the cache"),
        (["cost", "--daily-requests", "100"], "free allowance covers"),
        (["advise", "--daily-requests", "100", "--cache-hit-rate", "0"], "never pays back"),
        (["advise", "--daily-requests", "3000", "--cache-hit-rate", "0.4"], "never pays back"),
        (["cost"], "Nothing was spent"),
        (["advise", "--from-history", "7d"], "No requests"),
    ],
)
def test_edge_cases_are_answered_in_words(
    at: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(arguments) == 0
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["cost", "--daily-requests", "-1"], "daily_requests"),
        (["cost", "--daily-requests", "1", "--cache-hit-rate", "1.5"], "cache_hit_rate"),
        (["cost", "--daily-requests", "1", "--price", "nan"], "price"),
        (["cost", "--daily-requests", "1", "--price", "-1"], "price is -1.0: USD are needed"),
        (["advise", "--daily-requests", "1", "--uptime", "99"], "uptime"),
        (["cost", "--from-history", "soon"], "soon"),
        (["cost", "--daily-requests", "1", "-o", "x.gif"], ".png or .html"),
    ],
)
def test_what_cannot_be_is_named_in_one_line(
    at: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    assert run(arguments) == 2
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1
    assert named in errors[0]


@pytest.mark.parametrize(("name", "begins"), [("r.png", b"\x89PNG"), ("r.html", b"<!doctype html>")])
def test_the_report_is_a_file(at: Path, name: str, begins: bytes) -> None:
    assert run(["advise", "--daily-requests", "2000", "-o", name]) == 0
    assert (at / name).read_bytes()[: len(begins)].lower() == begins.lower()
