"""`bananabot imagine` and `bananabot providers --probe` against every provider's emulated service, as an operator types them."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from adapters.cli.app import run
from adapters.images import _json as js
from tests.contracts.provider_stage import CATALOGUE, emulated, provider_names
from tests.e2e.painters.stage import variables
from tests.emulators.providers.pictures import jpeg, png, png64
from tests.emulators.providers.server import Emulator, Handler, cut, drip, says

FOX = ("imagine", "a red fox")
BAD = "wrong-key-0123456789"
CAN_SEED = {"a1111", "comfyui", "fal", "gradio", "huggingface", "leonardo", "local", "stability"}
GROWS = {"fal", "freepik", "gemini", "laozhang", "leonardo", "openai", "openrouter", "puter", "replicate"}  # beyond 1k


class Town:
    """One service, and a terminal in an empty folder."""

    def __init__(self, name: str, service: Emulator, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.name, self.service, self.folder = name, service, folder
        self._capsys = capsys

    async def types(self, *words: str) -> tuple[int, str, str]:
        """(exit code, stdout, stderr). The command has a loop of its own, so it gets a thread of its own."""
        code = await asyncio.to_thread(run, words)
        shown = self._capsys.readouterr()
        return code, shown.out, shown.err

    @property
    def pictures(self) -> list[Path]:
        return sorted(self.folder.glob("*.png"))

    @property
    def log(self) -> str:
        file = self.folder / "bananabot.log"
        return file.read_text("utf-8") if file.exists() else ""


@pytest.fixture(params=provider_names())
async def town(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> AsyncGenerator[Town]:
    name = str(request.param)
    monkeypatch.chdir(tmp_path)
    for variable in [variable for variable in os.environ if variable.startswith("BANANABOT_")]:
        monkeypatch.delenv(variable)
    async with emulated(name)() as service:
        for variable, value in variables({name: service}, tmp_path).items():
            monkeypatch.setenv(variable, value)
        (tmp_path / "ref.jpg").write_bytes(jpeg())
        yield Town(name, service, tmp_path, capsys)


async def test_words_become_pictures(town: Town) -> None:
    code, out, err = await town.types(*FOX, "--n", "3", "--neg", "text", "-o", "fox.png")
    assert (code, err) == (0, "")
    assert len(town.pictures) == 3, town.log
    assert town.name in out
    assert any(b"text" in one.body for one in town.service.drawings), "--neg was dropped"


BLOCKED = {"promptFeedback": {"blockReason": "SAFETY"}}


@pytest.mark.parametrize("town", ["gemini"], indirect=True)
async def test_fewer_pictures_than_asked_for_are_a_problem_that_is_said(town: Town) -> None:
    town.service.plays.append(says(200, BLOCKED))
    code, out, err = await town.types(*FOX, "--n", "3", "-o", "fox.png")
    assert code == 1
    assert err.startswith("bananabot: 2 of 3 pictures came out")
    assert len(out.splitlines()) == len(town.pictures) == 2
    assert "ContentRefused" in town.log, "why the third is missing"


@pytest.mark.parametrize("town", ["gemini", "replicate"], indirect=True)
async def test_one_of_several_that_was_throttled_is_drawn_all_the_same(town: Town) -> None:
    town.service.plays.append(says(429, {"detail": "slow down"}, retry_after="1"))
    code, _, err = await town.types(*FOX, "--n", "3", "-o", "fox.png")
    assert (code, err) == (0, "")
    assert len(town.pictures) == 3
    assert len(town.service.drawings) == 4


ONE_AT_A_TIME = says(200, {"created": 1, "data": [{"b64_json": png64()}]})


@pytest.mark.parametrize("town", ["local"], indirect=True)
async def test_a_server_that_draws_one_at_a_time_draws_them_all(town: Town) -> None:
    """Many take `n` and do not look at it."""
    town.service.plays.extend([ONE_AT_A_TIME] * 4)
    code, _, err = await town.types(*FOX, "--n", "4", "--seed", "7", "-o", "fox.png")
    assert (code, err) == (0, "")
    assert len(town.pictures) == 4
    asked = [(js.at(one.json(), "n"), js.at(one.json(), "seed")) for one in town.service.drawings]
    assert asked == [(4, 7), (3, 11), (2, 14), (1, 16)], "no seed twice"


@pytest.mark.parametrize("town", ["gemini"], indirect=True)
async def test_a_single_one_of_several_is_numbered_all_the_same(town: Town) -> None:
    town.service.plays.append(says(200, BLOCKED))
    assert (await town.types(*FOX, "--n", "2", "-o", "fox.png"))[0] == 1
    assert [path.name for path in town.pictures] == ["fox-1.png"]


@pytest.mark.parametrize("town", ["gemini"], indirect=True)
async def test_several_pictures_into_a_pipe_are_refused_before_paying(town: Town) -> None:
    code, out, err = await town.types(*FOX, "--n", "2", "-o", "-")
    assert (code, out) == (2, "")
    assert "only one picture" in err
    assert not town.service.drawings


@pytest.mark.parametrize("town", ["local"], indirect=True)
async def test_a_model_of_ones_own_keeps_its_capitals(town: Town) -> None:
    """Nobody here knows it but the server, to which `flux.1-dev` is another file; this one has neither."""
    assert (await town.types(*FOX, "--model", "FLUX.1-dev"))[0] == 1
    assert b"FLUX.1-dev" in town.service.drawings[-1].body


async def test_a_picture_to_start_from(town: Town) -> None:
    code, _, err = await town.types(*FOX, "--ref", "ref.jpg", "-o", "fox.png")
    assert (code, err) == (0, "")
    assert [path.read_bytes() for path in town.pictures] == [png()]


async def test_a_seed_is_used_or_refused_before_paying(town: Town) -> None:
    code, _, err = await town.types(*FOX, "--seed", "4711")
    if town.name in CAN_SEED:
        assert code == 0
        assert any(b"4711" in one.body for one in town.service.drawings)
    else:
        assert code == 2
        assert "seed" in err
        assert not town.service.drawings


async def test_a_size_is_used_or_refused_before_paying(town: Town) -> None:
    code, _, err = await town.types(*FOX, "--size", "2k")
    assert (code == 0) == (town.name in GROWS), err
    if code:
        assert code == 2
        assert "1k" in err, "what is possible is said"
        assert not town.service.drawings
    else:
        assert re.search(rb'"?2K|2048|"1024x|resolution', town.service.drawings[-1].body)


async def test_a_frame_for_a_drawing_and_for_an_edit(town: Town) -> None:
    for more in ((), ("--ref", "ref.jpg")):
        code, _, err = await town.types(*FOX, "--ar", "3:2", *more)
        assert code == 0, err
    body = town.service.drawings[-1].body
    assert re.search(rb'3:2|1248|1264|1536x1024|"w":3|"width"', body), "--ar was dropped"


async def test_a_wrong_key(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    if CATALOGUE[town.name].key == "none":
        return
    monkeypatch.setenv(f"BANANABOT_{town.name.upper()}_KEYS", BAD)
    code, out, err = await town.types(*FOX)
    assert (code, out) == (1, "")
    assert f"BANANABOT_{town.name.upper()}_KEYS" in err
    assert "KeyRejected" in town.log
    assert BAD not in err + town.log
    code, out, err = await town.types("providers", "--probe", "--json")
    assert code == 1
    assert BAD not in out + err


async def test_a_good_key_is_probed_at_no_cost(town: Town) -> None:
    code, out, err = await town.types("providers", "--probe", "--json")
    assert code == 0
    assert '"key": "ok' in out
    assert f"1/1 {town.name}/" in err, "progress"
    assert not town.service.drawings


ONE = 1
MANY = 20
WEATHER: dict[str, tuple[Handler, int, int]] = {
    "throttled": (says(429, {"error": {"message": "slow down"}}, retry_after="1"), ONE, 0),
    "busy": (says(503, "<html>busy</html>"), ONE, 0),
    "gone-for-a-moment": (says(200, {}), ONE, 0),
    "cut": (cut(), MANY, 1),
    "html": (says(200, "<html>log in to the Wi-Fi</html>"), MANY, 1),
    "thirty-megabytes": (says(200, b'{"x":"' + b"a" * 30_000_000 + b'"}'), MANY, 1),
    "no-balance": (says(402, {"error": {"message": "pay at https://billing.example/top-up"}}), MANY, 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("weather", WEATHER)
async def test_weather(town: Town, weather: str) -> None:
    """What passes is sat out; what stays is told in our own words, with an end to it."""
    play, times, wanted = WEATHER[weather]
    town.service.plays.extend([play] * times)
    code, _, err = await town.types(*FOX, "-o", "fox.png")
    assert code == wanted, err
    assert "example" not in err
    assert "Wi-Fi" not in err
    assert town.service.key not in err + town.log
    assert len(town.pictures) == 1 - wanted


@pytest.mark.slow
async def test_a_slow_drip_ends_with_the_patience(town: Town) -> None:
    file = town.folder / "providers.toml"
    file.write_text(
        f"{file.read_text('utf-8')}\n" if town.name in file.read_text("utf-8") else f"[{town.name}]\n", "utf-8"
    )
    file.write_text(file.read_text("utf-8").replace(f"[{town.name}]\n", f"[{town.name}]\nseconds = 2\n"), "utf-8")
    town.service.plays.extend([drip(b" " * 100_000, every=0.05)] * MANY)
    code, _, err = await town.types(*FOX, "--model", CATALOGUE[town.name].model)
    assert code == 1
    assert "lost" in err
    assert len(town.service.drawings) <= 2
