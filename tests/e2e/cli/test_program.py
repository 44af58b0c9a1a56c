"""The program as people start it: in a folder of its own, with a real database and the offline painter."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from adapters import VERSION
from adapters.cli.app import COMMANDS, run
from tests.emulators.telegram.server import BotApi

ROOT = Path(__file__).parents[3]
Chat = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and none of our variables."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BANANABOT_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chat:
    """Type lines into a chat; the blocks that it answers."""

    def typed(lines: str, *words: str) -> list[str]:
        with io.TextIOWrapper(io.BytesIO(lines.encode())) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            assert run(["chat", "--as", "ann", *words]) == 0
        return capsys.readouterr().out.strip().split("\n\n")

    return typed


def bananabot(*words: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "adapters", *words],
        input=typed,
        env=_environment(variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    ours = {f"BANANABOT_{name}": value for name, value in variables.items()}
    return {**os.environ, "PYTHONPATH": str(ROOT), "BANANABOT_HTTP": "127.0.0.1:0", **ours}


# ── help and wrong use ──


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^  {name}\s", shown, re.MULTILINE) for name in COMMANDS)
    assert run([]) == 0
    assert run(["--version"]) == 0
    assert VERSION in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["dance"], "No such command 'dance'"),
        (["imagine"], "Missing argument"),
        (["imagine", "a fox", "--ar", "0:0"], "--ar takes width:height"),
        (["imagine", "a fox", "--n", "99"], "--n"),
        (["imagine", "a fox", "--ref", "none.png"], "none.png cannot be read"),
        (["imagine", "a fox", "-o", "nowhere/fox.png"], "there is no folder nowhere"),
        (["db"], "Missing command"),
        (["run", "--role", "boss"], "'--role': 'boss' is not one of"),
        (["imagine", " "], "what to draw"),
        (["imagine", "x" * 12_001], "12"),
        (["db", "restore", "nowhere.db"], "nowhere.db"),
    ],
)
def test_wrong_use_is_one_line_and_2(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    assert re.search(r"[.?!] See: bananabot( \w+)? --help$", error.strip())


def test_wrong_settings_are_a_line_each_and_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANANABOT_HTTP", "nowhere")
    monkeypatch.setenv("BANANABOT_WORKERS", "many")
    assert run(["imagine", "a fox"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[2].partition(":")[0] for line in lines] == ["BANANABOT_HTTP", "BANANABOT_WORKERS"]


# ── one picture ──


def test_imagine_writes_the_format_that_the_name_promises(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["imagine", "a red fox", "-o", "fox.png", "--ar", "16:9", "--seed", "7"]) == 0
    assert capsys.readouterr().out.startswith("fox.png (1024x576, sketch")
    with Image.open("fox.png") as image:
        assert (image.format, image.size) == ("PNG", (1024, 576))
    assert run(["imagine", "A red fox!", "--seed", "7", "--n", "2"]) == 0
    assert sorted(path.name for path in Path().glob("a-red-fox-*")) == ["a-red-fox-1.jpg", "a-red-fox-2.jpg"]
    first = Path("a-red-fox-1.jpg").read_bytes()
    assert run(["imagine", "make it night", "--ref", "fox.png", "-o", "night.jpg"]) == 0
    assert Path("night.jpg").read_bytes() != first


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is a Linux device")
def test_imagine_on_a_full_disk_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["imagine", "a red fox", "-o", "/dev/full"]) == 1
    assert capsys.readouterr().err == (
        "bananabot: /dev/full: cannot be written (No space left on device); give another file\n"
    )


# ── a chat from a pipe ──


def test_a_chat_answers_each_line_with_a_block_and_ends_well() -> None:
    typed = (
        "a red fox --ar 16:9\n/quota\n:9\n/imagine x --ar 0:0\n:2\n>1 make it night\n\x00\n\u202e\U0001f98a fox <b>\n"
    )
    done = bananabot("chat", "--as", "ann", typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    blocks = done.stdout.strip().split("\n\n")
    assert blocks[0].startswith("data/console/1-1.")
    assert "(1024x576, " in blocks[0]
    assert "9 of 10" in blocks[1]
    assert "no button 9" in blocks[2]
    assert "--ar" in blocks[3]
    assert len([block for block in blocks if block.startswith("data/console/")]) == 4
    for path in re.findall(r"^(data/console/\S+)", done.stdout, re.MULTILINE):
        with Image.open(path) as image:
            image.verify()


def test_the_next_chat_remembers_the_last_one(chat: Chat) -> None:
    chat("a red fox\n")
    history, again, quota = chat("/history\n/get 1\n/quota\n")
    assert "a red fox" in history
    assert again.startswith("data/console/1-1.")
    assert "9 of 10" in quota
    assert "10 of 10" in chat("/quota\n", "--as", "bob")[0]


def test_in_a_group_an_admin_sets_the_limit(chat: Chat) -> None:
    chat("/limit member 1/day\n", "--group", "club", "--admin")
    blocks = chat("hello\n/imagine a fox\n/imagine a boat\n/limit member 99/day\n", "--group", "club", "--as", "bob")
    assert [block.startswith("data/console/") for block in blocks] == [True, False, False]
    (limits,) = chat("/limit\n", "--group", "club", "--admin")
    assert "99" not in limits


def test_a_data_folder_that_is_a_file_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "data").write_text("")
    assert run(["chat"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("bananabot: BANANABOT_DATA: ")
    assert error.count("\n") == 1


# ── by hand ──


def test_doctor_says_what_to_do(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["db", "upgrade"]) == 0
    capsys.readouterr()
    assert run(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert {finding["area"] for finding in findings} >= {"settings", "disk", "data", "database", "painters", "telegram"}
    monkeypatch.setenv("BANANABOT_TELEGRAM_TOKEN", "1:hushhush")
    monkeypatch.setenv("BANANABOT_TELEGRAM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("BANANABOT_PROVIDERS", "gemini")
    assert run(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "BAD  telegram: cannot be reached" in shown
    assert "BAD  painters: BANANABOT_GEMINI_KEYS is empty" in shown
    assert "hushhush" not in shown


def test_the_database_is_checked_copied_and_brought_back(
    chat: Chat, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    chat("a red fox\n")
    assert run(["db", "check"]) == 0
    assert run(["db", "backup", "copy.db"]) == 0
    assert run(["db", "backup", "copy.db"]) == 1
    assert "exists already" in capsys.readouterr().err
    for path in (folder / "data").glob("bananabot.db*"):
        path.unlink()
    assert run(["db", "restore", "copy.db", "--yes"]) == 0
    assert "a red fox" in chat("/history\n")[0]


def test_providers_as_a_table_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["providers", "--probe"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("target\tstate\t")
    assert run(["providers", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["target"], row["state"]) == ("sketch/here/key1", "ready")


async def test_the_webhook_by_hand_and_the_doctor_on_telegram(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApi() as api:
        monkeypatch.setenv("BANANABOT_TELEGRAM_TOKEN", api.town.token)
        monkeypatch.setenv("BANANABOT_TELEGRAM_API_URL", api.url)
        assert await asyncio.to_thread(run, ["webhook", "set"]) == 1
        assert "BANANABOT_PUBLIC_URL" in capsys.readouterr().err
        monkeypatch.setenv("BANANABOT_PUBLIC_URL", "https://bot.example.com")
        assert await asyncio.to_thread(run, ["webhook", "set"]) == 0
        assert "https://bot.example.com/telegram/webhook" in capsys.readouterr().out
        assert await asyncio.to_thread(run, ["webhook", "show", "--json"]) == 0
        (info,) = json.loads(capsys.readouterr().out)
        assert info["url"] == "https://bot.example.com/telegram/webhook"
        monkeypatch.delenv("BANANABOT_PUBLIC_URL")
        assert await asyncio.to_thread(run, ["doctor"]) == 0
        shown = capsys.readouterr().out
        assert "ok   telegram: the token is good" in shown
        assert "ok   clock: agrees with Telegram's" in shown
        assert await asyncio.to_thread(run, ["webhook", "delete"]) == 0
        monkeypatch.setenv("BANANABOT_TELEGRAM_TOKEN", "42:WRONG")
        assert await asyncio.to_thread(run, ["webhook", "show"]) == 1
        error = capsys.readouterr().err
        assert "Telegram refuses getWebhookInfo" in error
        assert "WRONG" not in error


def test_the_operators_hand_reaches_people(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    chat("hello, a fox\n")
    assert run(["users", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["accounts"], row["requests"]) == ("console:ann", 1)
    assert run(["grant", "console:ann", "5", "--reason", "a prize"]) == 0
    assert "5" in capsys.readouterr().out
    assert run(["ban", "console:ann"]) == 0
    (answer,) = chat("a boat\n")
    assert not answer.startswith("data/console/")
    assert run(["unban", "console:ann"]) == 0
    assert run(["ban", "console:nobody"]) == 1
    assert "nobody by that name" in capsys.readouterr().err
    assert run(["audit", "--json"]) == 0
    assert [line["what"] for line in json.loads(capsys.readouterr().out)] == ["unban #1", "ban #1", "grant #1"]
