"""Two hundred callbacks a second on the whole service: each is answered soon, each job ends once, each unit is true."""

from __future__ import annotations

import asyncio
import collections
import itertools
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.service import free_port, running
from tests.e2e.wechat.service import account
from tests.e2e.wechat.serving import Serve
from tests.e2e.wechat.town import KEY, TOKEN
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.official_api import OfficialApi
from tests.emulators.wechat.official_phone import Phone
from tests.emulators.wechat.official_state import OfficialState

RATE, PEOPLE, QUOTA = 200, 101, 3  # a prime number of people: everybody has their wishes
QUESTIONS = ("额度", "帮助", "/history", "进度", "/status")
DRAWN = re.compile(r"/i/([0-9a-f]+)\.")


class Crowd:
    """Some hundred followers. Every 16th message is a wish, as a command or as bare words; every 9th comes three times at once."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.took: dict[str, list[float]] = {"question": [], "wish": []}
        self.wishes: collections.Counter[str] = collections.Counter()
        self._ids = itertools.count(1)

    async def storm(self, seconds: int) -> None:
        await asyncio.gather(*(self._one(number) for number in range(RATE * seconds)))

    async def _one(self, number: int) -> None:
        await asyncio.sleep(number / RATE)
        who, kind, words = f"o{number % PEOPLE}", "question", QUESTIONS[number % len(QUESTIONS)]
        if number % 16 == 0:
            kind, words = "wish", f"{'画 ' if number % 32 else ''}第{number}只红狐狸"
            self.wishes[who] += 1
        begun = time.perf_counter()
        if number % 9 == 0:
            await self._thrice(who, words)
        else:
            await self.phone.write(who, words)
        self.took[kind].append(time.perf_counter() - begun)

    async def _thrice(self, who: str, words: str) -> None:
        """The platform's three tries of one message, all there at the same time: one job, one answer."""
        self.phone.state.said(who)
        fields = {"MsgType": "text", "Content": words, "MsgId": next(self._ids)}
        head = {
            "ToUserName": self.phone.state.original_id,
            "FromUserName": who,
            "CreateTime": int(self.phone.state.now),
        }
        answers = [one for one in await asyncio.gather(*(self._try(who, {**head, **fields}) for _ in range(3))) if one]
        seen, *others = [None if body == "success" else self.phone.read(who, body) for body in answers] or [None]
        assert others == [seen] * len(others)
        if seen is not None:
            self.phone.screen(who).append(seen)
        if not answers:  # cut off, each of them: as many tries as the platform makes of any message
            await self.phone.push(who, fields)

    async def _try(self, who: str, fields: dict[str, Any]) -> str | None:
        try:
            async with asyncio.timeout(self.phone.cut_off):
                status, body = await self.phone.post(who, fields)
        except (TimeoutError, aiohttp.ClientError):
            return None
        assert status == 200
        return body

    def measured(self, kind: str) -> float:
        took = sorted(self.took[kind])
        p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
        print(f"{kind}: {len(took)}, p50 {p50:.3f} s, p99 {p99:.3f} s, slowest {took[-1]:.3f} s")  # noqa: T201 - the measure
        return p99

    def pictures(self, who: str) -> int:
        """How many different pictures this person was shown, or given a link to."""
        screen = self.phone.screen(who)
        linked = {picture for seen in screen for picture in DRAWN.findall(f"{seen.link} {seen.text}")}
        return len(linked) + sum(seen.kind == "image" for seen in screen)


def states(folder: Path) -> collections.Counter[str]:
    with closing(sqlite3.connect(f"file:{folder}/bananabot.db?mode=ro", uri=True)) as db:
        return collections.Counter(state for (state,) in db.execute("SELECT state FROM jobs"))


async def ended(folder: Path) -> None:
    async with asyncio.timeout(240):
        while states(folder).keys() - {"delivered", "waiting", "refunded"}:
            await asyncio.sleep(0.2)


def check(folder: Path, pictures: int) -> None:
    """The file with another program's eyes: every reservation was settled or given back, and a unit is a picture."""
    with closing(sqlite3.connect(folder / "bananabot.db")) as db:
        kinds = dict(db.execute("SELECT kind, SUM(units) FROM ledger GROUP BY kind"))
        assert kinds["reserve"] == kinds.get("settle", 0) + kinds.get("refund", 0)
        assert kinds["settle"] == pictures
        assert db.execute("SELECT COUNT(*) FROM pictures").fetchone() == (pictures,)
        assert db.execute("SELECT COUNT(*) FROM counters WHERE held <> 0").fetchone() == (0,)


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        ("service", 1),
        pytest.param("service", 30, marks=pytest.mark.slow),
        pytest.param("subscription", 30, marks=pytest.mark.slow),
    ],
)
async def test_two_hundred_callbacks_a_second(
    session: aiohttp.ClientSession, serve: Serve, tmp_path: Path, kind: str, seconds: int
) -> None:
    official = OfficialApi(OfficialState(Hours(), kind))
    phone = Phone(official.state, session, "", token=TOKEN, crypto=Crypto(TOKEN, KEY, official.state.appid))
    said = {**account(official.state, await serve(official.app), kind), "QUOTA_PERSON": f"{QUOTA}/day"}
    crowd = Crowd(phone)
    async with running(tmp_path, said, free_port()) as service:
        phone.url = f"{service.address}/wechat/callback"
        await phone.write("first", "帮助")
        await crowd.storm(seconds)
        asked = {"question": crowd.measured("question"), "wish": crowd.measured("wish")}
        await ended(tmp_path)
        print(dict(states(tmp_path)))  # noqa: T201 - the measure
        assert not any(seen.how == "notice" for one in official.state.followers.values() for seen in one.screen)
        drawn = {who: min(count, QUOTA) for who, count in crowd.wishes.items()}
        for who, count in drawn.items():
            await phone.write(who, "额度")
            await phone.write(who, "额度")  # what waited came with the first
            assert f"{QUOTA - count} / {QUOTA}" in phone.screen(who)[-1].text
            assert (who, crowd.pictures(who)) == (who, count)
    check(tmp_path, sum(drawn.values()))
    if seconds > 1:  # a second says whether it holds together; how fast it is, only a quiet machine says
        assert asked["question"] < 1.0
        if kind == "service":  # where nothing can be pushed, a wish's answer waits for its picture, on purpose
            assert asked["wish"] < 1.0
