"""What holds for every page: its guard, its port, its patience. Asked over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import time
import zlib

import pytest
from aiohttp import ClientSession, web

from adapters.web.health import healthz
from adapters.web.patience import Patience
from adapters.web.server import Route, application, serving
from bot.errors import ConfigurationError
from tests.unit.pages.site import site


async def test_no_answer_tells_which_library_serves_it() -> None:
    async with site([("GET", "/healthz", healthz)]) as client:
        assert [(await client.get(path)).headers["Server"] for path in ("/healthz", "/nowhere")] == ["bananabot"] * 2


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


async def test_a_packed_body_is_not_unpacked_for_anybody() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.flush(zlib.Z_FULL_FLUSH)
    bomb = head + 18 * (packer.compress(bytes(50_000_000)) + packer.flush(zlib.Z_FULL_FLUSH))  # of most of a gigabyte
    packed = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    async with serving(application([("POST", "/login", _read)]), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        before = time.process_time()
        writer.write(packed + bomb)
        assert b" 415 " in await reader.readline()
        assert time.process_time() - before < 0.3
        writer.close()


async def test_a_body_that_breaks_off_is_nothing_to_log(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(application([("POST", "/login", _read)]), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        await writer.drain()
        await asyncio.sleep(0)
        writer.write(b"no chunk\r\n")
        assert b" 400 " in await reader.readline()
        writer.close()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def _read(request: web.Request) -> web.StreamResponse:
    return web.Response(body=await request.read())


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
        async with asyncio.timeout(60):
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
        async with asyncio.timeout(60):
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
