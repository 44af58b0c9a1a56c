"""`bananabot batch`: a file of prompts into a folder, gone on with after a stop, cheaply where a provider can."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from subprocess import PIPE

import pytest

from adapters.cli.app import run
from tests.contracts.provider_stage import emulated
from tests.e2e.painters.stage import variables
from tests.emulators.providers import fal
from tests.emulators.providers.gemini import Emulated
from tests.emulators.providers.jobs import Job, Jobs
from tests.emulators.providers.server import says

COMMAND = (sys.executable, "-m", "adapters", "batch")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(at: Path, text: str) -> str:
    (at / "p.txt").write_text(text, "utf-8")
    return "p.txt"


def test_every_line_becomes_a_file(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(at, "--ar 16:9\na red fox\n\n一只熊猫 --n 2\n")
    assert run(["batch", file, "-o", "out", "--zip"]) == 0
    names = sorted(path.name for path in (at / "out").glob("[!.]*"))
    assert [name.partition(".")[0] for name in names] == ["001-a-red-fox", "002-一只熊猫-1", "002-一只熊猫-2"]
    with zipfile.ZipFile(at / "out.zip") as archive:
        assert sorted(archive.namelist()) == names
    assert "All done: 2 of 2" in capsys.readouterr().out


def test_started_again_it_draws_what_is_missing(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(at, "a fox\na wolf\n")
    assert run(["batch", file, "-o", "out"]) == 0
    [fox] = (at / "out").glob("001*")
    before = fox.stat().st_mtime_ns
    next((at / "out").glob("002*")).unlink()
    capsys.readouterr()
    assert run(["batch", file, "-o", "out"]) == 0
    assert capsys.readouterr().out.startswith("2/2 002-a-wolf")
    assert fox.stat().st_mtime_ns == before


def test_ctrl_c_keeps_what_is_drawn_and_the_same_command_goes_on(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foxes = [f"a fox, number {n}" for n in range(60)]  # more than can be drawn before the signal arrives
    written(at, "\n".join(foxes))
    command = [*COMMAND, "p.txt", "-o", "out", "--at-once", "1"]
    with subprocess.Popen(command, cwd=at, env=environment(), stdout=PIPE, stderr=PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "the same command goes on" in errors.decode()
    drawn = len(list((at / "out").glob("[!.]*")))
    assert 0 < drawn < 60
    assert not list((at / "out").glob("*.part"))
    written(at, "\n".join(foxes[: drawn + 2]))
    assert run(["batch", "p.txt", "-o", "out"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 + 1


@pytest.mark.parametrize(
    ("text", "named"),
    [("a fox\na wolf --ar 0:0\n", "line 2"), ("\n\n", "no prompt"), ("a fox --provider nobody", "nobody")],
)
def test_a_line_that_cannot_be_read_is_named_before_anything_is_drawn(
    at: Path, capsys: pytest.CaptureFixture[str], text: str, named: str
) -> None:
    assert run(["batch", written(at, text), "-o", "out"]) == 2
    assert named in capsys.readouterr().err
    assert not (at / "out").exists()


async def test_half_price_keeps_failures_beside_pictures_and_asks_once(at: Path) -> None:
    file = written(at, "a red fox in the snow\nto be refused\n")
    async with emulated("gemini")() as service:
        said = {
            "PROVIDERS": "gemini",
            "GEMINI_KEYS": service.key,
            "GEMINI_BASE_URL": service.origin + service.base_path,
        }
        environ = {**environment(), **{f"BANANABOT_{name}": value for name, value in said.items()}}
        process = await asyncio.create_subprocess_exec(
            *COMMAND, file, "-o", "out", "--half-price", "--look-every", "0.01", cwd=at, env=environ, stderr=PIPE
        )
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert "1 of 2 are done" in errors.decode()
    assert "Unclosed" not in errors.decode()
    assert "line 2: to be refused" in errors.decode()
    assert len(list((at / "out").glob("001*"))) == 1
    assert sum("batchGenerateContent" in seen.path for seen in service.seen) == 1
    assert list((at / "out").glob(".batch-h*")) == []


@pytest.mark.slow
async def test_killed_while_handing_in_it_finds_what_was_taken_and_pays_once(at: Path) -> None:
    file = written(at, "a red fox\na hare\n")
    async with Emulated() as service:
        said = {"PROVIDERS": "gemini", "GEMINI_KEYS": service.key, "GEMINI_BASE_URL": service.base_url}
        environ = {**environment(), **{f"BANANABOT_{name}": value for name, value in said.items()}}
        command = (*COMMAND, file, "-o", "out", "--half-price", "--look-every", "0.01")
        service.take_another()
        service.answering.clear()
        first = await asyncio.create_subprocess_exec(*command, cwd=at, env=environ)
        async with asyncio.timeout(60):
            while len(service.batches) < 2:
                await asyncio.sleep(0.01)
        first.kill()
        await first.wait()
        service.answering.set()
        again = await asyncio.create_subprocess_exec(*command, cwd=at, env=environ)
        assert await again.wait() == 0
        assert len(service.batches) == 2
    assert len(list((at / "out").glob("[!.]*"))) == 2
    assert list((at / "out").glob(".batch-h*")) == []


class Held(Jobs):
    """Nothing is finished while it is held."""

    held = True

    def look(self, id_: str) -> Job | None:
        return self.known.get(id_) if self.held else super().look(id_)


@pytest.mark.slow
async def test_killed_while_a_provider_draws_it_asks_for_the_same_jobs(at: Path) -> None:
    file = written(at, "a red fox\na hare\n")
    async with fal.Emulated() as service:
        service.jobs = held = Held()
        environ = {**environment(), **variables({"fal": service}, at)}
        command = (*COMMAND, file, "-o", "out")
        first = await asyncio.create_subprocess_exec(*command, cwd=at, env=environ)
        async with asyncio.timeout(60):
            while len({seen.path for seen in service.seen if seen.path.endswith("/status")}) < 2:
                await asyncio.sleep(0.01)
        first.kill()
        await first.wait()
        held.held = False
        again = await asyncio.create_subprocess_exec(*command, cwd=at, env=environ)
        assert await again.wait() == 0
        assert held.handed_in == 2
    assert len(list((at / "out").glob("[!.]*"))) == 2


async def test_fewer_pictures_than_a_line_asked_for_are_listed_and_tried_again(
    at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("batch", written(at, "a red fox --n 2\n"), "-o", "out")
    async with Emulated() as service:
        service.plays.append(says(200, {"promptFeedback": {"blockReason": "SAFETY"}}))
        for variable, value in variables({"gemini": service}, at).items():
            monkeypatch.setenv(variable, value)
        assert await asyncio.to_thread(run, command) == 1
        assert "line 1: a red fox: 1 of 2 pictures came out" in capsys.readouterr().err
        assert await asyncio.to_thread(run, command) == 0
    names = sorted(path.name for path in (at / "out").glob("[!.]*"))
    assert names == ["001-a-red-fox-1.png", "001-a-red-fox-2.png"]


def test_where_nobody_has_a_half_price_mode_it_says_so(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batch", written(at, "a fox"), "-o", "out", "--half-price"]) == 1
    assert "gemini and openai" in capsys.readouterr().err
