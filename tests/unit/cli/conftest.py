"""An empty folder with a service that a few people have used, and nothing of ours in the environment."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.cli.app import run
from bot.model import Identity
from tests.e2e.flow.stage import Stage, open_stage

SECRET = "a secret of the tests, long enough"
ANN = Identity("fake", "7", "@ann")
BOB = Identity("fake", "8", "@bob")
CLUB = "fake:-100"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


Program = Callable[..., Ran]


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("BANANABOT_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("BANANABOT_SECRET", SECRET)
    monkeypatch.setenv("BANANABOT_QUOTA_PERSON", "3/day")
    monkeypatch.setenv("BANANABOT_OWNERS", "telegram:99")
    yield tmp_path / "data"
    logging.disable(logging.NOTSET)


@pytest.fixture
def bananabot(capsys: pytest.CaptureFixture[str]) -> Program:
    def ran(*words: str) -> Ran:
        capsys.readouterr()
        code = run(words)
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return ran


@pytest.fixture
def used(house: Path, lived_in: Path) -> Path:
    """A house of this test's own to go on from."""
    return shutil.copytree(lived_in, house)


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann has drawn one picture in private and one in the club, Bob one in the club."""
    house = tmp_path_factory.mktemp("lived") / "data"

    async def lived(stage: Stage) -> None:
        await stage.type("a fox", sender=ANN)
        await stage.type("/imagine a cat", sender=ANN, chat=stage.club)
        await stage.type("/imagine a dog", sender=BOB, chat=stage.club)
        await stage.chat.until(3)
        for code in (1, 2, 3):
            await stage.ended(code)

    visit(house, lived)
    return house


def visit(house: Path, what: Callable[[Stage], object]) -> None:
    """Open the house, let something happen in it, close it."""

    async def go() -> None:
        async with open_stage(house, quota_person="3/day", owners="fake:99") as stage:
            happening = what(stage)
            if asyncio.iscoroutine(happening):
                await happening

    asyncio.run(go())
