"""All of somebody's data where no file can be sent: a link to the ZIP, for an hour or until they are forgotten."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.web.server import serving
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from adapters.wiring.site import open_site, plan_site
from bot.model import State
from bot.resilience import Target
from tests.e2e.flow.stage import png, settings
from tests.e2e.service import free_port
from tests.e2e.wechat.serving import Background
from tests.e2e.wechat.test_whole_house import WORDS
from tests.e2e.wechat.town import ANN, Builder, Town
from tests.fakes.provider import FakeProvider

SECRET = b"a secret of the tests, long enough"
KINDS = ["service", "subscription"]
BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    headers: dict[str, str]
    data: bytes


@dataclass
class Home:
    """An account, and the site of its service."""

    town: Town
    house: OpenHouse

    async def drawn(self, job: int) -> None:
        async with asyncio.timeout(60):
            while (one := await self.house.store.jobs.get(job)) is None or one.state in {State.ACCEPTED, State.DRAWING}:
                await asyncio.sleep(0.01)

    async def told(self, words: str) -> str:
        await self.town.phone.write(ANN, words)
        return self.town.phone.screen(ANN)[-1].text

    async def link(self) -> str:
        found = re.search(r"^http://\S+/mydata/\S+$", await self.told("我的数据"), re.MULTILINE)
        assert found is not None
        return found[0]

    async def ask(self, link: str, method: str = "GET") -> Answer:
        async with self.town.phone.session.request(method, link, headers=BROWSER) as answer:
            return Answer(answer.status, answer.content_type, dict(answer.headers), await answer.read())

    async def is_over(self, link: str) -> bool:
        answer = await self.ask(link)
        assert (answer.status, answer.kind) == (410, "text/html")
        return "链接已失效" in answer.data.decode()


@asynccontextmanager
async def home(
    town: Builder, background: Background, folder: Path, kind: str, *, public: bool = True
) -> AsyncGenerator[Home]:
    port = free_port()
    address = {"public_url": f"http://127.0.0.1:{port}"} if public else {}
    found = settings(folder, language="zh", **address)
    t = await town(kind, words=WORDS, listening=False, cut_off=5.0)
    site = plan_site(found, SECRET, "a password", t.hours)
    provider = FakeProvider(t.hours, develop=png)
    async with (
        open_house(
            found,
            [t.account],
            secret=SECRET,
            clock=t.hours,
            painters=lambda _settings, _clock: [Target(id="fake/here/key1", provider=provider)],
        ) as house,
        serving(open_site(site, house), "127.0.0.1", port),
    ):
        background(house.listen(t.account))
        await asyncio.sleep(0)
        yield Home(t, house)


@pytest.mark.parametrize("kind", KINDS)
async def test_everything_comes_by_a_link(town: Builder, background: Background, tmp_path: Path, kind: str) -> None:
    async with home(town, background, tmp_path, kind) as h:
        await h.told("雪地里的红狐狸")
        await h.drawn(1)
        link = await h.link()
        assert not any(word in link for word in (ANN, "ANN", "wechat"))
        ahead = await h.ask(link, "HEAD")
        assert (ahead.status, ahead.kind, ahead.data) == (200, "application/zip", b"")
        for answer in (await h.ask(link), await h.ask(link)):
            assert (answer.status, answer.kind) == (200, "application/zip")
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert re.fullmatch(r'attachment; filename="bananabot-[0-9-]+\.zip"', answer.headers["Content-Disposition"])
            with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
                assert archive.testzip() is None
                assert "雪地里的红狐狸" in json.loads(archive.read("jobs.json"))[0]["prompt"]
                assert json.loads(archive.read("identities.json"))[0]["account"] == ANN
                [picture] = [name for name in archive.namelist() if name.startswith("pictures/")]
                assert archive.read(picture).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_forged_link_opens_nothing(town: Builder, background: Background, tmp_path: Path, kind: str) -> None:
    async with home(town, background, tmp_path, kind) as h:
        link = await h.link()
        head, _, token = link.rpartition("/")
        ticket, until, signature = token.split(".")
        person, _, made = ticket.partition("-")
        later, other = f"{int(until, 16) + 3600:x}", f"{int(person, 16) + 1:x}-{made}"
        for wrong in (f"{ticket}.{later}.{signature}", f"{other}.{until}.{signature}", f"{token}x", "nonsense", "%00"):
            answer = await h.ask(f"{head}/{wrong}")
            assert (answer.status, answer.kind) == (404, "text/html")
            assert "这个链接下没有内容" in answer.data.decode()
        assert (await h.ask(f"{head.removesuffix('mydata')}i/{token}")).status == 404


@pytest.mark.parametrize("kind", KINDS)
async def test_a_link_ends_after_an_hour(town: Builder, background: Background, tmp_path: Path, kind: str) -> None:
    async with home(town, background, tmp_path, kind) as h:
        link = await h.link()
        h.town.hours.move(3_590)
        assert (await h.ask(link)).status == 200
        h.town.hours.move(20)
        assert await h.is_over(link)
        assert (await h.ask(await h.link())).status == 200


@pytest.mark.parametrize("kind", KINDS)
async def test_a_link_ends_when_its_person_is_forgotten(
    town: Builder, background: Background, tmp_path: Path, kind: str
) -> None:
    async with home(town, background, tmp_path, kind) as h:
        link = await h.link()
        await h.told("忘记我 确认")
        assert await h.is_over(link)
        again = await h.link()  # they are back: that opens the new link, not the old one
        assert (await h.ask(again)).status == 200
        assert await h.is_over(link)
        await h.town.phone.unfollow(ANN)
        assert await h.is_over(again)


async def test_where_nobody_could_open_a_link_none_is_given(
    town: Builder, background: Background, tmp_path: Path
) -> None:
    async with home(town, background, tmp_path, "service", public=False) as h:
        told = await h.told("我的数据")
        assert told.endswith("（这里发不了文件）")
        assert "http" not in told
