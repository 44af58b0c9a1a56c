"""`bananabot run` as a process of its own on the emulated Telegram, killed while it polls and while it delivers."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.chat.telegram.settings import Library
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
