"""Forms as another library's server reads them."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web_request import FileField

from adapters.chat.telegram.form import encoded


async def test_what_is_written_is_read_the_same() -> None:
    fields = {"chat_id": "-100", "text": 'лиса 🦊 & "co"\r\n--', "caption": "=&%+ "}
    files = {"a1": ('fox "red".png', b"\x00\r\n--x\xff"), "b2": ("лиса.png", b"")}
    seen: list[tuple[dict[str, str], dict[str, tuple[str, bytes]]]] = []

    async def read(request: web.Request) -> web.Response:
        form = await request.post()
        files = {
            name: (value.filename, value.file.read()) for name, value in form.items() if isinstance(value, FileField)
        }
        seen.append(({name: value for name, value in form.items() if isinstance(value, str)}, files))
        return web.Response()

    application = web.Application()
    application.router.add_post("/", read)
    async with TestClient(TestServer(application)) as client:
        for sent in ({}, files):
            body, kind = encoded(fields, sent)
            async with client.post("/", data=b"".join(body), headers={"Content-Type": kind}) as answer:
                assert answer.status == 200
    plain, whole = seen
    assert plain == (fields, {})
    assert whole[0] == fields
    assert {name: data for name, (_, data) in whole[1].items()} == {"a1": b"\x00\r\n--x\xff", "b2": b""}
    assert whole[1]["b2"][0] == "лиса.png"
