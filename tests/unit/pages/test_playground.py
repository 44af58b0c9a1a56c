"""The chat page's server side, asked the way the page asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import orjson
import pytest
from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.chat.web.doors import Doors
from adapters.chat.web.platform import WebChat
from adapters.chat.web.shelf import File, Shelf
from adapters.chat.web.timeline import Message, Timelines
from adapters.web.server import Route, application
from bot.errors import BadReference, MessageGone
from bot.model import Action, Address, AttachmentKind, Button, ChatKind, Incoming
from bot.ports import Answer, Document, Parcel, Pending
from tests.fakes.clock import FakeClock
from tests.unit.console.pictures import picture, sheet

Client = TestClient[web.Request, web.Application]


class Playground:
    """The page's platform with a listening core, behind a real server; the visitor is named in a header."""

    def __init__(self, client: Client, chat: WebChat, heard: list[Incoming]) -> None:
        self.client = client
        self.chat = chat
        self.heard = heard

    async def send(self, text: str = "", reply: str = "", *files: tuple[str, bytes, str]) -> ClientResponse:
        form = FormData(default_to_multipart=True)
        form.add_field("text", text)
        form.add_field("reply", reply)
        for name, data, kind in files:
            form.add_field("file", data, filename=name, content_type=kind)
        return await self.client.post("/chat/messages", data=form, headers={"Accept-Language": "zh-CN,en;q=0.5"})

    def address(self, waiting: str | None = None) -> Address:
        return Address("web", "ann", ChatKind.PRIVATE, waiting=waiting)

    async def seen(self, count: int) -> list[Message]:
        """What a page that is opened now gets."""
        async with asyncio.timeout(60), self.client.get("/chat/events") as stream:
            lines = [await stream.content.readline() for _ in range(3 + 2 * count)]
        return [orjson.loads(line[5:]) for line in lines[3:] if line.startswith(b"data:")]


@asynccontextmanager
async def playground(
    *, listening: bool = True, who: Callable[[web.Request], str | None] = lambda _: "ann"
) -> AsyncGenerator[Playground]:
    chat, heard = WebChat(lambda picture: f"/i/{picture}"), list[Incoming]()

    async def receive(incoming: Incoming) -> None:
        heard.append(incoming)

    doors = Doors(chat, who=who, words=lambda code: {"language": code, "evil": "</script>"}, clock=FakeClock())

    async def page(request: web.Request) -> web.StreamResponse:
        return doors.page(request)

    routes: list[Route] = [("GET", "/", page), *doors.routes()]
    running = asyncio.create_task(chat.run(receive)) if listening else None
    async with TestClient(TestServer(application(routes))) as client:
        yield Playground(client, chat, heard)
    if running is not None:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_the_page_carries_its_words_and_nothing_from_elsewhere() -> None:
    async with playground() as place:
        html = await (await place.client.get("/", headers={"Accept-Language": "zh-CN"})).text()
        assert '"language":"zh-CN"' in html
        assert '</script>"' not in html
        for name in ("chat.css", "chat.js", "icon.svg"):
            response = await place.client.get(f"/chat/{name}")
            assert response.status == 200
            body = (await response.text()).replace("http://www.w3.org/2000/svg", "")
            assert "//" not in body.replace("// ", "") or name == "chat.js"
            assert "http" not in body
        assert (await place.client.get("/chat/chat.html")).status == 404


async def test_what_is_sent_is_a_message_and_stands_on_the_page() -> None:
    async with playground() as place:
        assert (
            await place.send("a fox", "12.1", ("cat.png", b"png", "image/png"), ("p.txt", b"t", "text/plain"))
        ).status == 204
        (incoming,) = place.heard
        assert (incoming.text, incoming.language, incoming.chat.id) == ("a fox", "zh-CN", "ann")
        assert incoming.replied is not None
        assert incoming.replied.message == "12.1"
        assert [one.kind for one in incoming.attachments] == [AttachmentKind.PICTURE, AttachmentKind.TEXT]
        assert await place.chat.fetch(incoming.attachments[0], 10) == b"png"
        with pytest.raises(BadReference):
            await place.chat.fetch(incoming.attachments[0], 2)
        (message,) = await place.seen(1)
        assert (message["mine"], message["text"]) == (True, "a fox")
        shown = await place.client.get(message["pictures"][0]["src"])
        assert (await shown.read(), shown.content_type) == (b"png", "image/png")


async def test_words_are_edited_in_place_and_make_room_for_the_picture() -> None:
    async with playground() as place:
        waiting = await place.chat.say(place.address(), Answer("queued", pending=Pending(12)))
        assert waiting is not None
        await place.chat.say(place.address(), Answer("drawing"), edit=waiting)
        assert [message["text"] for message in await place.seen(1)] == ["drawing"]
        button = Button(Action.AGAIN, 121, "Again")
        parcel = Parcel(12, (sheet(12, 1, picture()), sheet(12, 2, picture())), "a fox", ((button,), (button,)))
        receipt = await place.chat.deliver(place.address(waiting), parcel)
        first, second = await place.seen(2)
        assert receipt.messages == (first["id"], second["id"]) == ("12.1", "12.2")
        assert (first["text"], second["text"]) == ("", "a fox")
        assert first["pictures"][0]["src"] == "/i/121"
        assert first["buttons"] == [{"action": "a", "subject": 121, "label": "Again"}]
        with pytest.raises(MessageGone):
            await place.chat.say(place.address(), Answer("late"), edit=waiting)
        with pytest.raises(MessageGone):
            await place.chat.remove(place.address(), waiting)


async def test_the_same_parcel_twice_is_shown_once() -> None:
    async with playground() as place:
        for _ in range(2):
            await place.chat.deliver(place.address(), Parcel(12, (sheet(12, 1, picture()),), "a fox"))
        await place.chat.say(place.address(), Answer("last"))
        assert [message["id"] for message in await place.seen(2)] == ["12.1", "said-1"]


async def test_charts_and_files_are_there_for_their_own_visitor_alone() -> None:
    visitor = "ann"
    async with playground(who=lambda _: visitor) as place:
        answer = Answer("yours", picture=picture(), document=Document("e\u00e4.zip", b"<script>", "text/html"))
        await place.chat.say(place.address(), answer)
        (message,) = await place.seen(1)
        file = await place.client.get(message["file"]["src"])
        assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''e%C3%A4.zip")
        assert file.content_type == "application/octet-stream"
        visitor = "bob"
        assert (await place.client.get(message["file"]["src"])).status == 404


async def test_whoever_is_forgotten_leaves_an_empty_page() -> None:
    async with playground() as place:
        await place.send("my secret wish")
        await place.chat.say(place.address(), Answer("yours", document=Document("a.zip", b"zip", "application/zip")))
        written, answered = await place.seen(2)
        assert written["text"] == "my secret wish"
        await place.chat.say(place.address(), Answer("forgotten", afresh=True))
        assert [message["text"] for message in await place.seen(1)] == ["forgotten"]
        assert (await place.client.get(answered["file"]["src"])).status == 404


async def test_a_press_goes_in_and_its_toast_comes_back() -> None:
    async with playground() as place:
        body = {"action": "a", "subject": 121, "message": "12.1"}
        assert (await place.client.post("/chat/presses", json=body)).status == 204
        press = place.heard[0].press
        assert press is not None
        assert (press.action, press.subject) == (Action.AGAIN, 121)
        await place.chat.acknowledge(press.token, "already on its way")
        await place.chat.acknowledge(press.token, "")
        assert [message["text"] for message in await place.seen(1)] == ["already on its way"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"action":"zz","subject":1,"message":""}', b'{"action":"a"}', b"x" * 9000]
)
async def test_a_press_that_is_none_is_refused(body: bytes) -> None:
    async with playground() as place:
        assert (await place.client.post("/chat/presses", data=body)).status == 400
        assert place.heard == []


async def test_too_much_is_refused() -> None:
    async with playground() as place:
        assert (await place.send("x" * 70_000)).status == 413
        assert (await place.send("x", "", *[("a.png", b"", "image/png")] * 15)).status == 400
        assert (await place.client.post("/chat/messages", data=b"text=x")).status == 415
        assert place.heard == []


async def test_without_a_session_nothing_goes_in_or_out() -> None:
    async with playground(who=lambda _: None) as place:
        assert (await place.send("a fox")).status == 401
        assert (await place.client.get("/chat/events")).status == 401
        assert (await place.client.get("/chat/files/x")).status == 401


async def test_while_nobody_listens_the_page_is_told() -> None:
    async with playground(listening=False) as place:
        assert (await place.send("a fox")).status == 503


async def test_timelines_are_bounded_and_a_page_that_cannot_keep_up_is_let_go() -> None:
    timelines = Timelines()
    for number in range(250):
        timelines.show("ann", {"id": str(number)})
    watching = timelines.watch("ann")
    first = await anext(watching)
    assert first["id"] == "50"
    for number in range(600):
        timelines.show("ann", {"id": f"more-{number}"})
    rest = [message async for message in watching]
    assert len(rest) < 600


def test_the_shelf_lets_the_oldest_go() -> None:
    shelf = Shelf()
    names = [shelf.put(File("ann", "big", "image/png", bytes(30 << 20))) for _ in range(6)]
    assert shelf.get(names[0], "ann") is None
    assert shelf.get(names[-1], "ann") is not None
    assert shelf.get(names[-1], "bob") is None
