"""The dashboard of a real house: what it shows, whom it lets in, and the desk from which the service is run."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
from aiohttp import ClientSession, CookieJar, FormData
from aiohttp.test_utils import TestServer

from adapters.chat.web.timeline import Message
from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from adapters.wiring.site import open_site, plan_site
from bot.resilience import Target
from tests.e2e.flow.stage import png, settings
from tests.fakes.provider import FakeProvider

SECRET, PASSWORD = b"a secret of the tests, long enough", "opensesame"
EVIL = "<script>alert(1)</script>"


class Browser:
    """One visitor's cookies, and what their page would show."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(f"{self._base}{path}", allow_redirects=False) as response:
            return response.status, await response.text()

    async def login(self) -> None:
        async with self._session.post(f"{self._base}/login", data={"password": PASSWORD}):
            return

    async def say(self, text: str, doors: str, headers: dict[str, str] | None = None) -> int:
        form = FormData(default_to_multipart=True)
        form.add_field("text", text)
        async with self._session.post(f"{self._base}{doors}/messages", data=form, headers=headers) as response:
            return response.status

    async def heard(self, doors: str, words: str) -> Message:
        """The first message on the timeline of those doors that holds these words."""
        async with asyncio.timeout(60), self._session.get(f"{self._base}{doors}/events") as stream:
            async for line in stream.content:
                if line.startswith(b"data:"):
                    message = orjson.loads(line[5:])
                    if words in message.get("text", "") and not message.get("mine"):
                        return Message(message)
        raise AssertionError(words)


class Place:
    def __init__(self, house: OpenHouse, base: str) -> None:
        self.house = house
        self.base = base

    @asynccontextmanager
    async def browser(self) -> AsyncGenerator[Browser]:
        """Somebody new, who has opened the page."""
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            browser = Browser(session, self.base)
            await browser.get("/")
            yield browser


@asynccontextmanager
async def place(folder: Path) -> AsyncGenerator[Place]:
    clock, found = SystemClock(), settings(folder)
    site = plan_site(found, SECRET, PASSWORD, clock)
    async with open_house(
        found,
        [site.chat],
        secret=SECRET,
        painters=lambda _s, _c: [Target(id="fake/here/key1", provider=FakeProvider(clock, develop=png))],
        rhythm=Rhythm(lease=30, beat=0.05, drain=5),
    ) as house:
        listening = asyncio.create_task(house.listen(site.chat))
        server = TestServer(open_site(site, house))
        await server.start_server()
        try:
            yield Place(house, str(server.make_url("")).rstrip("/"))
        finally:
            await server.close()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def ended(house: OpenHouse) -> None:
    """Everything asked for has come to its end."""
    async with asyncio.timeout(60):
        while (await house.store.reports.backlog(house.clock.now())).states:
            await asyncio.sleep(0.01)


async def test_nobody_sees_the_dashboard_or_speaks_at_the_desk_without_the_password(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as visitor:
        for path in ("/admin/", "/admin/live", "/admin/gallery", "/admin/desk", "/admin/requests.csv"):
            assert (await visitor.get(path))[0] == 303, path
        assert await visitor.say("/grant web:x 5", "/admin/desk") == 401
        assert (await visitor.get("/admin/desk/events"))[0] == 401


async def test_a_visitor_of_the_playground_is_no_owner_even_when_logged_in(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as visitor:
        await visitor.login()
        await visitor.say("/providers", "/chat")
        assert "owner" in (await visitor.heard("/chat", "owner"))["text"]


async def test_the_desk_runs_the_service(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as operator:
        await operator.login()
        status, page = await operator.get("/admin/desk")
        assert status == 200
        assert "/admin/desk/chat.js" in page
        await operator.say("a red fox", "/chat")
        await operator.heard("/chat", "a red fox")
        [account] = await here.house.store.office.accounts(5)
        await operator.say(f"/grant {account.identities[0]} 7 thanks", "/admin/desk")
        await operator.heard("/admin/desk", "7")
        assert await here.house.store.packs.balance(account.person.id) == 7
        await operator.say(f"/ban {account.identities[0]} 7d", "/admin/desk")
        await operator.heard("/admin/desk", "7 ")
        change = (await here.house.store.groups.audit(None, 5))[0]  # the gift stands there too
        assert change.actor == "web:operator"


async def test_a_form_from_another_site_does_nothing(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as operator:
        await operator.login()
        assert await operator.say("/drain fake", "/admin/desk", {"Origin": "http://evil.example"}) == 403


async def test_pages_show_what_was_drawn_but_not_what_is_private_and_escape_it(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as operator:
        await operator.login()
        await operator.say(f"fox {EVIL}", "/chat")
        await operator.heard("/chat", "fox")
        await operator.say("my diary --private", "/chat")
        await operator.heard("/chat", "my diary")
        _, gallery = await operator.get("/admin/gallery")
        assert "fox &lt;script&gt;" in gallery
        assert EVIL not in gallery
        assert "diary" not in gallery
        _, overview = await operator.get("/admin/")
        assert EVIL not in overview
        assert "fake/here/key1" in overview
        assert "/admin/desk?say=/drain%20fake" in overview


async def test_the_gallery_goes_on_page_by_page(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        latest = here.house.store.gallery.latest
        async with here.browser() as visitor:
            for number in range(5):
                await visitor.say(f"fox {number}{' --private' if number == 2 else ''}", "/chat")
                await visitor.heard("/chat", f"fox {number}")
        await ended(here.house)
        first = await latest(3)
        assert [entry.job.request.prompt for entry in first] == ["fox 4", "fox 3", "fox 1"]
        assert [entry.job.request.prompt for entry in await latest(3, first[-1].job.id)] == ["fox 0"]


async def test_sheets_hold_the_numbers_of_the_days(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as operator:
        await operator.login()
        await operator.say("a red fox", "/chat")
        await operator.heard("/chat", "a red fox")
        await ended(here.house)
        rows = list(csv.DictReader((await operator.get("/admin/requests.csv"))[1].splitlines()))
        assert [(row["state"], row["jobs"], row["units"]) for row in rows] == [("delivered", "1", "1")]
        assert (await operator.get("/admin/spend.csv"))[1].splitlines()[0].startswith("day,provider,model")
        assert (await operator.get("/admin/other.csv"))[0] == 404


async def test_readiness_names_the_database_and_the_queue(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as visitor:
        status, body = await visitor.get("/readyz")
        assert (status, orjson.loads(body)) == (200, {"database": "ok", "queue": "ok"})


async def test_the_money_is_shown_by_whom_and_what_is_left(tmp_path: Path) -> None:
    async with place(tmp_path) as here, here.browser() as operator:
        await operator.login()
        await operator.say("a red fox", "/chat")
        await operator.heard("/chat", "a red fox")
        await ended(here.house)
        _, page = await operator.get("/admin/")
        for words in ("By the end of the month", "Spent by model, 30 days", "fake/fake-1", "Spent by person, 30 days"):
            assert words in page
        assert "$0.039" in page
        assert "Left of budgets and allowances" in page
