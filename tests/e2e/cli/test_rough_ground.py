"""A disk that is full, a database from the future, references that are not what they say: a clear line each, nothing lost."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from adapters.clock import SystemClock
from bot.model import Attachment, AttachmentKind
from tests.e2e.flow.stage import open_stage, png
from tests.fakes.provider import FakeProvider

ROOT = Path(__file__).parents[3]


def chat(folder: Path, lines: list[str], *before: str) -> subprocess.CompletedProcess[str]:
    """The program itself, typed at by a program."""
    return subprocess.run(
        [*before, sys.executable, "-m", "adapters", "chat"],
        input="\n".join(lines),
        env={**os.environ, "BANANABOT_DATA": str(folder), "PYTHONPATH": str(ROOT)},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_full_disk_is_said_and_the_chat_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk of their own")
    tiny = f"mount -t tmpfs -o size=1500k tmpfs '{folder}' && exec \"$@\""
    ended = chat(
        folder, [*(f"fox {n}" for n in range(6)), "/quota", "/status"], "unshare", "-rm", "sh", "-c", tiny, "sh"
    )
    assert "1024x1024" in ended.stdout
    assert "cannot remember" in ended.stdout
    assert "What you have left" in ended.stdout
    assert ended.stdout.count("keeps its place") == ended.stdout.count(" · fox "), (
        "said of what is on the way, of nothing else"
    )
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_chat_that_nobody_can_read_ends_at_once(tmp_path: Path) -> None:
    ended = chat(tmp_path / "data", ["/quota", "a fox"], "sh", "-c", 'exec "$@" > /dev/full', "sh")
    assert (ended.returncode, ended.stderr) == (
        1,
        "bananabot: the output: cannot be written (No space left on device)\n",
    )


def test_a_terminal_that_knows_few_letters_shows_the_rest_as_question_marks(tmp_path: Path) -> None:
    ended = chat(tmp_path / "data", ["额度"], "env", "LC_ALL=C", "PYTHONUTF8=0", "PYTHONIOENCODING=ascii")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "? today: 10 of 10" in ended.stdout


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert chat(folder, ["/quota"]).returncode == 0
    with contextlib.closing(sqlite3.connect(folder / "bananabot.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    ended = chat(folder, ["a fox"])
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "9999" in ended.stderr


def bomb(folder: Path) -> bytes:
    """Thirty million pixels in a few kilobytes."""
    file = folder / "bomb.png"
    Image.new("L", (30_000, 1_000)).save(file)
    return file.read_bytes()


@pytest.mark.parametrize("what", ["bomb", "text", "truncated", "empty"])
async def test_a_reference_that_is_not_what_it_says_is_named_and_costs_nothing(tmp_path: Path, what: str) -> None:
    provider = FakeProvider(SystemClock(), develop=png)
    async with open_stage(tmp_path, provider, quota_person="1/day") as stage:
        stage.chat.files["x"] = {
            "bomb": bomb(tmp_path),
            "text": b"I am a text, renamed",
            "truncated": _jpeg(tmp_path)[:-4_000],
            "empty": b"",
        }[what]
        await stage.type("paint it blue", attachments=(Attachment(AttachmentKind.PICTURE, "x", "photo.png"),))
        await stage.told()
        assert provider.calls == []
        assert len(stage.chat.said) == 1
        await stage.type("a fox")
        await stage.chat.until(1)


def _jpeg(folder: Path) -> bytes:
    file = folder / "photo.jpg"
    Image.effect_noise((400, 400), 80).save(file, "JPEG")
    return file.read_bytes()


def test_the_command_takes_no_module_from_the_folder_it_is_called_in(tmp_path: Path) -> None:
    [line] = re.findall(r"'(exec .+ -m adapters .+)' >", (ROOT / "Makefile").read_text())
    command, python = tmp_path / "bananabot", tmp_path / "python"
    command.write_text(f"#!/bin/sh\n{line.replace('$$', '$')}\n")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tmp_path / "adapters.py").write_text("print('a stranger')\n")
    command.chmod(0o755)
    python.chmod(0o755)
    said = subprocess.run(
        [command, "--version"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert "stranger" not in said.stdout + said.stderr
