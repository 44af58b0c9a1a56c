"""One password for the pages of the operator."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from aiohttp import web

from adapters.web.brake import Brake
from adapters.web.login import Login, to_login
from adapters.web.server import Route
from adapters.web.sessions import Sessions
from tests.fakes.clock import FakeClock
from tests.unit.pages.site import Client, site


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


async def test_a_password_is_no_novel() -> None:
    async with site(locked(Sessions(b"s", "opensesame", FakeClock(), secure=False))) as client:
        assert await enter(client, "x" * 20_000) == 413


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"password=\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=nowhere", b"password=x"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"p"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"x"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n\xff\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Transfer-Encoding: odd\r\n\r\na\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nX: " + b"a" * 100_000 + b"\r\n\r\na\r\n--x--\r\n"),
        ("application/json", b"{}"),
        ("", b"\x00"),
    ],
)
async def test_what_is_no_form_is_a_wrong_password(media_type: str, body: bytes) -> None:
    async with site(locked(Sessions(b"s", "opensesame", FakeClock(), secure=False))) as client:
        answer = await client.post("/login", data=body, headers={"Content-Type": media_type})
        assert answer.status in {400, 403}
