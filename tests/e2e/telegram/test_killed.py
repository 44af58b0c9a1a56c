"""`bananabot run` as a process of its own on the emulated Telegram, killed while it polls and while it delivers."""

from __future__ import annotations

import asyncio
import base64
import signal
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.chat.telegram.settings import Library
from tests.e2e.flow.stage import png
from tests.e2e.service import Service, free_port, running
from tests.emulators.telegram import BotApi, Phone
from tests.emulators.telegram.refusal import Refusal
from tests.emulators.telegram.strict import Call

PATIENCE = 200.0  # seconds: a busy machine starts a life slowly


class Assassin:
    """Kills a life at its `nth` call of one of these methods. Its pictures arrive all the same, its confirmations do not."""

    def __init__(self, life: Service, nth: int, *methods: str) -> None:
        self._life = life
        self._left = nth
        self._methods = methods

    def __call__(self, call: Call) -> None:
        self._left -= call.method in self._methods
        if self._left == 0:
            self._life.kill()
            if call.method == "getUpdates":
                raise Refusal(502, "Bad Gateway")


@dataclass(frozen=True, slots=True)
class Screens:
    """What all of them see: how many prompts they wrote, the codes under pictures, and those of sendings that were cut off."""

    prompts: int
    shown: list[int]
    doubtful: set[int]


def screens(phones: Sequence[Phone]) -> Screens:
    seen = [one for phone in phones for one in phone.screen]
    return Screens(
        prompts=sum(one.ours for one in seen),
        shown=sorted(int(one.text.partition("\n#")[2]) for one in seen if one.picture),
        doubtful={int(one.text.rpartition("/get ")[2]) for one in seen if "interrupted" in one.text},
    )


def ended(folder: Path, *states: str) -> list[int]:
    db = sqlite3.connect(folder / "bananabot.db")
    found = [code for code, state in db.execute("SELECT id, state FROM jobs ORDER BY id") if state in states]
    db.close()
    return found


@pytest.mark.parametrize("library", [Library.PTB, pytest.param(Library.AIOGRAM, marks=pytest.mark.slow)])
async def test_nothing_is_missed_and_nothing_doubled(tmp_path: Path, library: Library) -> None:
    """What was taken and not confirmed comes again, as the same job. A sending that was cut off is not done again unasked."""
    async with BotApi() as api:
        phones = [Phone(api.town, name) for name in ("Ann", "Ben", "Cho")]
        said = {"TELEGRAM_TOKEN": api.town.token, "TELEGRAM_API_URL": api.url, "TELEGRAM_LIBRARY": library}
        said |= {"LANGUAGE": "en", "QUOTA_PERSON": "off"}

        def ask(number: int) -> None:
            for phone in phones:
                phone.say(f"fox {number} of {phone.user['first_name']}")

        ask(0)
        async with running(tmp_path, said, free_port()) as polling:
            api.faults.chance = Assassin(polling, 2, "getUpdates")
            assert await polling.process.wait() == -signal.SIGKILL
        assert api.town.updates, "the first life has taken them and confirmed none"
        ask(1)
        async with running(tmp_path, said, free_port()) as delivering:
            api.faults.chance = Assassin(delivering, 2, "sendPhoto", "editMessageMedia")
            assert await delivering.process.wait() == -signal.SIGKILL
        api.faults.chance = None
        ask(2)
        async with running(tmp_path, said, free_port()) as last:
            async with asyncio.timeout(PATIENCE):
                while not over(tmp_path, screens(phones)):
                    await asyncio.sleep(0.05)  # another process's database tells nobody that it has changed
            last.process.terminate()
            assert await last.process.wait() == 0
    seen = screens(phones)
    assert len(ended(tmp_path, "delivered", "waiting")) == seen.prompts == 9
    assert len(seen.shown) == len(set(seen.shown)), "no picture twice"
    assert {*seen.shown, *seen.doubtful} == {*range(1, 10)}, "no picture missed, but for one that was being sent"


def over(folder: Path, seen: Screens) -> bool:
    """Nothing is left to do, and of every sending that was cut off its person was told."""
    delivered, waiting = ended(folder, "delivered"), ended(folder, "waiting")
    return (
        len(delivered) + len(waiting) == seen.prompts and seen.doubtful == {*waiting} and {*delivered} <= {*seen.shown}
    )


@pytest.mark.slow  # the pause after the third is longer than a quick test may take
async def test_three_lives_killed_while_they_draw_cost_nobody_their_picture(tmp_path: Path) -> None:
    """Somebody restarts it again and again, in vain; once it is left alone, what was asked for comes, paid once."""
    asked = asyncio.Queue[None]()
    picture = base64.b64encode(png("a fox").data).decode()
    left_alone = asyncio.Event()

    async def draw(request: web.Request) -> web.Response:
        await request.read()
        asked.put_nowait(None)
        await left_alone.wait()
        return web.json_response({"created": 1, "data": [{"b64_json": picture}]})

    async def models(_: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "ready", "object": "model"}]})

    painter = web.Application()
    painter.router.add_get("/v1/models", models)
    painter.router.add_post("/v1/images/generations", draw)
    async with BotApi() as api, TestServer(painter) as server:
        ann = Phone(api.town, "Ann")
        said = {"TELEGRAM_TOKEN": api.town.token, "TELEGRAM_API_URL": api.url, "LANGUAGE": "en", "PROVIDERS": "local"}
        said |= {"LOCAL_BASE_URL": str(server.make_url("/v1")), "QUOTA_PERSON": "1/day"}
        ann.say("a red fox")
        for _ in range(3):
            async with running(tmp_path, said, free_port()) as life:
                async with asyncio.timeout(PATIENCE):
                    await asked.get()
                life.kill()
                assert await life.process.wait() == -signal.SIGKILL
        left_alone.set()
        async with running(tmp_path, said, free_port()):
            await ann.until(lambda seen: any(one.picture for one in seen), PATIENCE)
            ann.say("a blue fox")
            await ann.until(lambda seen: any("used up" in one.text for one in seen), PATIENCE)
    assert sum(bool(one.picture) for one in ann.answers) == 1
