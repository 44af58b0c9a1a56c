from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.admin import Admin, Board, Day, Table
from adapters.web.login import Login
from adapters.web.server import application
from adapters.web.sessions import Sessions
from bot.texts import Texts
from tests.fakes.clock import FakeClock

EVIL = "<script>alert(1)</script>"
BOARD = Board(
    tiles=[("waiting", "3")],
    days=[Day("2026-11-22", 0, 0, "$0.00"), Day("2026-11-23", 6, 2, "$0.21")],
    tables=[Table("persons", ("name", "accounts"), [(EVIL, "telegram:5")]), Table("groups", ("name",), [])],
)


def words(_request: web.Request) -> Mapping[str, str]:
    texts = Texts.load()
    keys = [key for key in texts.keys("zh") if key.startswith("dashboard.")]
    return {"language": "zh", **{key.removeprefix("dashboard."): texts.say("zh", key) for key in keys}}


async def board() -> Board:
    return BOARD


async def test_the_dashboard_opens_with_the_password_and_escapes_what_people_typed() -> None:
    sessions = Sessions(b"s", "opensesame", FakeClock(), secure=False)
    login = Login(sessions, lambda _: dict.fromkeys(("title", "password", "enter", "wrong", "slow", "hint"), "x"))
    app = application([*Admin(sessions, board, words).routes(), *login.routes()])
    async with TestClient(TestServer(app)) as client:
        for page in ("/admin", "/admin/", "/admin/live"):
            assert (await client.get(page, allow_redirects=False)).status == 303
        await client.post("/login", data={"password": "opensesame"})
        html = await (await client.get("/admin/")).text()
        assert EVIL not in html
        assert "&lt;script&gt;" in html
        assert 'height="90.0"' in html, "six of eight, on a scale of 120"
        assert "排队中" in html
        live = await (await client.get("/admin/live")).text()
        assert live.strip() in html
        for asset in ("admin.css", "admin.js"):
            assert (await client.get(f"/admin/{asset}")).status == 200


def test_a_chart_of_nothing_has_a_scale() -> None:
    assert Board([], [Day("2026-11-23", 0, 0, "")], []).highest == 1
