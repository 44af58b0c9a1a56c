from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.admin import Admin, Sources
from adapters.web.board import Board, Chart, Frame, Link, Series, Table, Wall
from adapters.web.brake import Brake
from adapters.web.login import Login
from adapters.web.server import application
from adapters.web.sessions import Sessions
from bot.texts import Texts
from tests.fakes.clock import FakeClock

EVIL = "<script>alert(1)</script>"
DAYS = Chart(
    "days",
    ["11-22", "11-23"],
    [Series("delivered", "good", [0, 6], ["0", "6"]), Series("refunded", "bad", [0, 2], ["0", "2"])],
    8,
    "8",
)
SUCCESS = Chart(
    "success_days",
    ["11-22", "11-23"],
    [Series("delivered", "good", [None, 0.75], ["", "75 %"])],
    1,
    "100 %",
    lines=True,
)
BOARD = Board(
    tiles=[("waiting", "3")],
    charts=[DAYS, SUCCESS],
    spans=[],
    tables=[
        Table(
            "persons", ("name", "accounts", "do"), [(EVIL, "telegram:5", (Link("grant", "/admin/desk?say=/grant"),))]
        ),
        Table("groups", ("name",), []),
    ],
)
WALL = Wall([Frame("/i/x", "/i/x?raw", EVIL, "Ann", "#7")], 7)


def words(_request: web.Request) -> Mapping[str, str]:
    texts = Texts.load()
    keys = [key for key in texts.keys("zh") if key.startswith("dashboard.")]
    return {"language": "zh", **{key.removeprefix("dashboard."): texts.say("zh", key) for key in keys}}


async def board() -> Board:
    return BOARD


async def wall(before: int | None) -> Wall:
    return WALL if before is None else Wall([], None)


async def test_the_dashboard_opens_with_the_password_and_escapes_what_people_typed() -> None:
    sessions = Sessions(b"s", "opensesame", FakeClock(), secure=False)
    login = Login(
        sessions,
        lambda _: dict.fromkeys(("title", "password", "enter", "wrong", "slow", "hint"), "x"),
        Brake(FakeClock()),
    )
    app = application([*Admin(sessions, Sources(board, wall, {}, words)).routes(), *login.routes()])
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
        assert '<a class="do" href="/admin/desk?say=/grant">赠送</a>' in html
        assert 'points="36,36.0 "' in html, "three quarters of 120; a day without requests is a gap"
        gallery = await (await client.get("/admin/gallery")).text()
        assert EVIL not in gallery
        assert "/admin/gallery?before=7" in gallery
        assert "暂无" in await (await client.get("/admin/gallery?before=7")).text()
        for asset in ("admin.css", "admin.js"):
            assert (await client.get(f"/admin/{asset}")).status == 200
