"""The operator's commands against emulated platforms: what `doctor` finds, and the menus that `webhook` sets."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.app import run
from tests.e2e.service import environment, free_port, running
from tests.e2e.wechat.service import account, app
from tests.e2e.wechat.serving import Serve
from tests.e2e.wechat.town import KEY, TOKEN
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.official_api import OfficialApi
from tests.emulators.wechat.official_state import OfficialState
from tests.emulators.wechat.wecom_app import Company, WecomAppApi


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Sets the variables of a service, and gives the port it would listen on."""

    def set_all(**variables: str) -> int:
        port = free_port()
        for name, value in environment(tmp_path, variables, port).items():
            monkeypatch.setenv(name, value)
        return port

    monkeypatch.chdir(tmp_path)
    return set_all


async def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = await asyncio.to_thread(run, list(words))
    told = capsys.readouterr()
    return code, told.out, told.err


async def test_menus_are_set_shown_and_deleted(serve: Serve, said: Any, capsys: pytest.CaptureFixture[str]) -> None:
    official, company = OfficialApi(OfficialState(Hours(), "service")), WecomAppApi(Company(Hours()))
    home, office = await serve(official.app), await serve(company.app)
    port = said(
        **account(official.state, home, "service"),
        **app(company.company, office),
        WECOMBOT_TOKEN=TOKEN,
        WECOMBOT_AES_KEY=KEY,
    )
    code, out, _ = await asked(capsys, "webhook", "set")
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == ["wechat", "wecom", "wecombot"]
    assert f"http://127.0.0.1:{port}/wechat/callback" in out
    assert official.state.menu is not None
    assert company.menu is not None
    _, out, _ = await asked(capsys, "webhook", "show", "--json")
    shown = {row["platform"]: row for row in json.loads(out)}
    assert shown["wechat"]["menu"] == shown["wecom"]["menu"] != ""
    assert shown["wecombot"]["url"] == f"http://127.0.0.1:{port}/wecombot/callback"
    assert (await asked(capsys, "webhook", "delete", "--platform", "wechat"))[0] == 0
    assert official.state.menu is None
    assert company.menu is not None


async def test_an_unverified_account_is_told_that_it_has_no_menu(
    serve: Serve, said: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    official = OfficialApi(OfficialState(Hours(), "subscription"))
    said(**account(official.state, await serve(official.app), "subscription"))
    code, out, _ = await asked(capsys, "webhook", "set")
    assert code == 0
    assert "no menu" in out
    assert official.calls == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [(40164, "allow-list"), (40125, "BANANABOT_WECHAT_SECRET"), ("http 502", "BANANABOT_WECHAT_API_URL")],
)
async def test_what_the_platform_refuses_is_one_line_with_what_to_do(
    serve: Serve, said: Any, capsys: pytest.CaptureFixture[str], fault: int | str, words: str
) -> None:
    official = OfficialApi(OfficialState(Hours(), "service"))
    official.faults["/cgi-bin/stable_token"] = [fault]
    said(**account(official.state, await serve(official.app), "service"))
    code, _, error = await asked(capsys, "webhook", "set")
    assert code == 1
    assert words in error
    assert error.count("\n") == 1
    assert official.state.secret not in error


async def test_without_a_chat_there_is_nothing_to_set(said: Any, capsys: pytest.CaptureFixture[str]) -> None:
    said()
    assert (await asked(capsys, "webhook", "show"))[0] == 1
    assert (await asked(capsys, "webhook", "show", "--platform", "wechat"))[0] == 2


async def test_doctor_looks_at_all_three(
    serve: Serve, said: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Whether we are reached, whether we may call, from which address, and what kind of account it is."""
    official, company = OfficialApi(OfficialState(Hours(), "service")), WecomAppApi(Company(Hours()))
    variables = {
        **account(official.state, await serve(official.app), "service"),
        **app(company.company, await serve(company.app)),
        "WECOMBOT_TOKEN": TOKEN,
        "WECOMBOT_AES_KEY": KEY,
    }
    port = said(**variables)
    _, out, _ = await asked(capsys, "doctor", "--json")
    problems = [one["what"] for one in json.loads(out) if one["level"] == "problem" and one["area"].startswith("we")]
    assert [
        f"/{name}/callback cannot be reached" in what
        for name, what in zip(("wechat", "wecom", "wecombot"), problems, strict=True)
    ]
    async with running(tmp_path, variables, port):
        assert await look(capsys) == [(area, "fine", "") for area in (*["wechat"] * 3, *["wecom"] * 2, "wecombot")]
        official.faults["/cgi-bin/stable_token"] = [40164]
        company.faults["/cgi-bin/gettoken"] = [60020]
        blocked = [what for _, level, what in await look(capsys) if level == "problem"]
        assert ["203.0.113.7 is not on the allow-list" in what for what in blocked] == [True, True]
        monkeypatch.setenv("BANANABOT_WECHAT_ACCOUNT", "subscription")
        monkeypatch.setenv("BANANABOT_WECOM_SECRET", "another")
        wrong = [what for _, level, what in await look(capsys) if level == "problem"]
    assert [word in what for word, what in zip(("ACCOUNT=service", "WECOM_SECRET"), wrong, strict=True)] == [True] * 2


async def look(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    """Area, level, and what a problem is and what to do about it."""
    _, out, _ = await asked(capsys, "doctor", "--json")
    found = [one for one in json.loads(out) if one["area"].startswith("we")]
    return [
        (one["area"], one["level"], "" if one["level"] == "fine" else f"{one['what']} {one['todo']}") for one in found
    ]
