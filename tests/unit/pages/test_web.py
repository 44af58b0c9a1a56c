"""The HTTP side, asked over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from ipaddress import IPv4Address

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from adapters.web.brake import Brake
from adapters.web.health import healthz, readyz
from adapters.web.link_page import MissingWords, PictureWords
from adapters.web.links import Links
from adapters.web.login import Login, to_login
from adapters.web.metrics import Metrics
from adapters.web.patience import Patience
from adapters.web.server import Route, application, serving
from adapters.web.sessions import Sessions
from adapters.web.signing import Signer
from bot.errors import ConfigurationError, StoreBusy
from bot.resilience import Alarm, Attempt
from tests.fakes.clock import FakeClock

Client = TestClient[web.Request, web.Application]
PAGE = {"Accept": "text/html"}


def words(request: web.Request) -> PictureWords:
    missing = MissingWords(request.headers.get("Accept-Language", "en"), "gone", "unknown", "again")
    return PictureWords("A <picture>", "hold it", missing)


@asynccontextmanager
async def site(routes: Sequence[Route], hosts: frozenset[str] | None = None) -> AsyncGenerator[Client]:
    async with TestClient(TestServer(application(routes, hosts=hosts))) as client:
        yield client


# ── signing ──


def test_a_token_is_read_by_whoever_made_it_and_nobody_else() -> None:
    signer = Signer(b"secret", "picture")
    token = signer.sign("ff", 1000)
    assert signer.read(token, 999) == ("ff", False)
    assert signer.read(token, 1001) == ("ff", True)
    assert Signer(b"secret", "visitor").read(token, 0) is None
    assert Signer(b"other", "picture").read(token, 0) is None


@pytest.mark.parametrize("token", ["", ".", "..", "ff.3e8.", "ff.3e9.AAAA", "\u00e4.1.x", "x" * 5000])
def test_nonsense_is_no_token(token: str) -> None:
    assert Signer(b"secret", "picture").read(token, 0) is None


# ── pictures by link ──


async def test_a_link_shows_the_picture_for_a_while() -> None:
    clock = FakeClock()
    links = Links(b"secret", clock, seconds=3600)

    async def load(picture: int) -> tuple[bytes, str] | None:
        return (b"png", "image/png") if picture == 7 else None

    async with site([("GET", "/i/{signed}", links.handler(load, words))]) as client:
        raw = await client.get(links.raw(7))
        assert (raw.status, await raw.read(), raw.content_type) == (200, b"png", "image/png")
        page = await client.get(links.page(7), headers=PAGE)
        text = await page.text()
        assert "A &lt;picture&gt;" in text
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert (await client.get(links.page(8))).status == 410
        assert (await client.get("/i/7.ffffffff.nonsense")).status == 404
        old = links.page(7)
        await clock.advance(3601)
        assert (await client.get(old)).status == 410


async def test_a_link_that_is_over_or_not_ours_is_a_page_for_people_and_words_for_programs() -> None:
    clock = FakeClock()
    links = Links(b"secret", clock, seconds=3600)

    async def load(_picture: int) -> tuple[bytes, str] | None:
        return b"png", "image/png"

    async with site([("GET", "/i/{signed}", links.handler(load, words))]) as client:
        old = links.page(7)
        await clock.advance(7200)
        for link, status, why in ((old, 410, "gone"), (f"{links.page(7)}x", 404, "unknown")):
            page = await client.get(link, headers={**PAGE, "Accept-Language": 'zh"'})
            text = await page.text()
            assert (page.status, page.content_type) == (status, "text/html")
            assert f"<h1>{why}</h1><p>again</p>" in text
            assert '<html lang="zh&quot;">' in text
            for bare in (link, f"{link}?raw", f"{link}?card"):
                answer = await client.get(bare, headers=PAGE if "?" in bare else None)
                assert (answer.status, answer.content_type, await answer.text()) == (status, "text/plain", f"{why}\n")


async def test_a_card_is_a_jpeg_or_png_whatever_the_picture_is() -> None:
    links, out = Links(b"secret", FakeClock()), BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)
    kinds = {1: (out.getvalue(), "image/webp"), 2: (b"png", "image/png")}

    async def load(picture: int) -> tuple[bytes, str] | None:
        return kinds[picture]

    async with site([("GET", "/i/{signed}", links.handler(load, words))]) as client:
        card = await client.get(links.card(1))
        assert card.content_type == "image/jpeg"
        shown = Image.open(BytesIO(await card.read()))
        assert (shown.format, shown.getpixel((0, 0))) == ("JPEG", (255, 255, 255))
        assert (await (await client.get(links.card(2))).read()) == b"png"
        assert (await client.get(links.raw(1))).content_type == "image/webp"


async def test_a_link_is_the_same_for_an_hour_so_that_browsers_keep_the_picture() -> None:
    clock = FakeClock()
    links = Links(b"secret", clock, base="https://bot.example.com")
    first = links.page(7)
    assert first.startswith("https://bot.example.com/i/")
    await clock.advance(3599)
    assert links.page(7) == first
    await clock.advance(2)
    assert links.page(7) != first


# ── health ──


async def test_ready_only_when_everything_is() -> None:
    broken = False

    async def database() -> None:
        if broken:
            raise StoreBusy("locked by somebody")

    async with site([("GET", "/healthz", healthz), ("GET", "/readyz", readyz({"database": database}))]) as client:
        assert await (await client.get("/healthz")).text() == "ok\n"
        assert (await client.get("/readyz")).status == 200
        broken = True
        answer = await client.get("/readyz")
        assert (answer.status, await answer.json()) == (503, {"database": "StoreBusy"})


# ── metrics ──


async def test_metrics_count_by_provider_and_never_by_person() -> None:
    metrics = Metrics()
    metrics.attempt(Attempt(job=5, target="gemini/host/key1", number=1, outcome="picture", seconds=3.2))
    metrics.alarm(Alarm("KeyRejected", "gemini/key1"))

    async def jobs() -> dict[str, float]:
        return {"accepted": 3}

    async def ahead() -> dict[str, float]:
        return {"waiting": 2}

    async with site([("GET", "/metrics", metrics.handler(jobs, ahead))]) as client:
        text = await (await client.get("/metrics")).text()
    assert 'bananabot_attempts_total{outcome="picture",provider="gemini"} 1.0' in text
    assert 'bananabot_jobs{state="accepted"} 3.0' in text
    assert 'bananabot_drawn_ahead{state="waiting"} 2.0' in text
    assert 'bananabot_alarms_total{cause="KeyRejected"} 1.0' in text
    assert "bananabot_database 1.0" in text
    assert "key1" not in text


async def test_while_the_database_is_away_the_other_numbers_are_still_told() -> None:
    metrics = Metrics()
    metrics.alarm(Alarm("KeyRejected", "gemini/key1"))

    async def away() -> dict[str, float]:
        raise StoreBusy("not there")

    async with site([("GET", "/metrics", metrics.handler(away, away))]) as client:
        answer = await client.get("/metrics")
        text = await answer.text()
    assert answer.status == 200
    assert "bananabot_database 0.0" in text
    assert 'bananabot_alarms_total{cause="KeyRejected"} 1.0' in text


# ── login ──


def locked(sessions: Sessions, clock: FakeClock | None = None) -> list[Route]:
    async def inside(request: web.Request) -> web.StreamResponse:
        if not sessions.admin(request):
            raise to_login(request)
        return web.Response(text="inside")

    def words(_request: web.Request) -> dict[str, str]:
        return {key: key.title() for key in ("title", "password", "enter", "wrong", "slow", "hint")}

    return [("GET", "/admin/", inside), *Login(sessions, words, Brake(clock or FakeClock())).routes()]


async def enter(client: Client, password: str, where: str = "/login?next=/admin/") -> int:
    return (await client.post(where, data={"password": password}, allow_redirects=False)).status


async def test_the_password_opens_and_another_does_not() -> None:
    async with site(locked(Sessions(b"s", "opensesame", FakeClock(), secure=False))) as client:
        away = await client.get("/admin/", allow_redirects=False)
        assert (away.status, away.headers["Location"]) == (303, "/login?next=/admin/")
        assert await enter(client, "wrong") == 403
        assert await enter(client, "opensesame") == 303
        assert await (await client.get("/admin/")).text() == "inside"
        await client.post("/logout")
        assert (await client.get("/admin/", allow_redirects=False)).status == 303


async def test_guessing_is_slowed_down_for_a_minute() -> None:
    clock = FakeClock()
    async with site(locked(Sessions(b"s", "opensesame", clock, secure=False), clock)) as client:
        assert [await enter(client, "guess") for _ in range(11)] == [403] * 10 + [429]
        refused = await client.post("/login", data={"password": "opensesame"})
        assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
        await clock.advance(61)
        assert await enter(client, "opensesame") == 303


def test_a_guesser_shuts_out_nobody_elsewhere() -> None:
    brake = Brake(FakeClock())
    for _ in range(10):
        brake.failed("2001:db8::1")
        brake.failed("::ffff:192.0.2.1")
    assert brake.wait("2001:db8::ffff"), "the same subscriber"
    assert brake.wait("192.0.2.1"), "the same address, written otherwise"
    assert not brake.wait("2001:db8:1::1")
    assert not brake.wait("192.0.2.2")
    for number in range(5000):
        brake.failed(str(IPv4Address(number)))
    assert not brake.wait("192.0.2.1"), "a bounded memory"


async def test_no_answer_tells_which_library_serves_it() -> None:
    async with site([("GET", "/healthz", healthz)]) as client:
        assert [(await client.get(path)).headers["Server"] for path in ("/healthz", "/nowhere")] == ["bananabot"] * 2


async def test_another_password_ends_every_session() -> None:
    clock = FakeClock()
    async with site(locked(Sessions(b"s", "first-password", clock, secure=False))) as client:
        response = await client.post("/login", data={"password": "first-password"}, allow_redirects=False)
        cookie = response.cookies["bananabot_admin"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    async with site(locked(Sessions(b"s", "second-password", clock, secure=False))) as client:
        headers = {"Cookie": f"bananabot_admin={cookie.value}"}
        assert (await client.get("/admin/", headers=headers, allow_redirects=False)).status == 303


@pytest.mark.parametrize("asked", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
async def test_login_leads_to_no_other_site(asked: str) -> None:
    async with site(locked(Sessions(b"s", "opensesame", FakeClock(), secure=True))) as client:
        response = await client.post(
            "/login", params={"next": asked}, data={"password": "opensesame"}, allow_redirects=False
        )
        assert response.headers["Location"] == "/"
        assert response.cookies["bananabot_admin"]["secure"]


# ── the guard ──


async def test_pages_answer_to_their_own_names_and_forms_only() -> None:
    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="page")

    routes: list[Route] = [("GET", "/", page), ("POST", "/chat/messages", page), ("POST", "/telegram/webhook", page)]
    async with site(routes, hosts=frozenset({"127.0.0.1"})) as client:
        assert (await client.get("/")).status == 200
        assert (await client.get("/", headers={"Host": "rebound.example"})).status == 421
        assert (await client.post("/chat/messages", headers={"Origin": "http://evil.example"})).status == 403
        own = {"Origin": f"http://127.0.0.1:{client.port}"}
        assert (await client.post("/chat/messages", headers=own)).status == 200
        outside = await client.post("/telegram/webhook", headers={"Host": "bot.example.com"})
        assert outside.status == 200, "a webhook proves itself in its own way"


async def test_an_unexpected_error_tells_nobody_anything() -> None:
    async def broken(_request: web.Request) -> web.StreamResponse:
        raise RuntimeError("the token is 12345")

    async with site([("GET", "/broken", broken)]) as client:
        answer = await client.get("/broken")
        assert (answer.status, await answer.text()) == (500, "something went wrong here\n")


async def test_a_port_that_is_taken_is_one_clear_line() -> None:
    app = application([("GET", "/healthz", healthz)])
    async with serving(app, "127.0.0.1", 0) as port, ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        with pytest.raises(ConfigurationError, match="BANANABOT_HTTP"):
            async with serving(application([]), "127.0.0.1", port):
                await asyncio.Event().wait()


async def test_a_head_is_a_page_without_its_body() -> None:
    async with site([("GET", "/healthz", healthz)]) as client:
        answer = await client.head("/healthz")
        assert (answer.status, await answer.read()) == (200, b"")


async def test_whoever_never_finishes_asking_is_let_go_and_nobody_else() -> None:
    slow = asyncio.Event()

    async def page(_request: web.Request) -> web.StreamResponse:
        await slow.wait()
        return web.Response(text="at last")

    app = application([("GET", "/", page)], patience=Patience(0.05))
    async with serving(app, "127.0.0.1", 0) as port, ClientSession() as session:
        asked = asyncio.create_task(session.get(f"http://127.0.0.1:{port}/"))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()
        slow.set()
        async with await asked as answer:
            assert await answer.text() == "at last"


async def test_in_a_crowd_that_says_nothing_patience_is_short() -> None:
    app = application([("GET", "/healthz", healthz)], patience=Patience(3600, most=1, hurry=0.05))
    async with serving(app, "127.0.0.1", 0) as port, ClientSession() as session:
        first, second = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionResetError):
                assert await second[0].read() == b""
        assert not first[0].at_eof()
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        first[1].close()
        second[1].close()


async def test_what_is_no_http_is_no_line_for_the_operator(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(application([]), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /\xff HTTP/1.1\r\n\r\n")
        assert b"400" in await reader.readline()
        writer.close()
    assert caplog.records == []


async def test_a_password_is_no_novel() -> None:
    async with site(locked(Sessions(b"s", "opensesame", FakeClock(), secure=False))) as client:
        assert await enter(client, "x" * 20_000) == 413
