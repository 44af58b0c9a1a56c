from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.chat.wechat.cards import cards
from adapters.chat.wechat.wecom_bot.platform import WecomBot
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
from bot.errors import BadReference, WindowShut
from bot.model import Action, Address, Attachment, AttachmentKind, Button, Chat, ChatKind, Identity
from tests.e2e.wechat.core import Core, painted, parcel
from tests.e2e.wechat.serving import Background, Serve
from tests.e2e.wechat.town import KEY, TOKEN
from tests.e2e.wechat.words import words
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot_callback import TOO_MANY, CallbackRobot
from tests.emulators.wechat.robot_socket import BOT, SECRET, SocketRobot
from tests.fakes.platform_memory import FakePlatformMemory

GROUP = "wr-group-1"


@dataclass
class Desk:
    robot: CallbackRobot | SocketRobot
    bot: WecomBot
    core: Core
    hours: Hours
    memory: FakePlatformMemory

    async def eventually(self, true: Callable[[], bool]) -> None:
        """The websocket tells nobody when an answer is complete: wait for what is to be seen."""
        async with asyncio.timeout(30):
            while not true():
                await asyncio.sleep(0.01)


Build = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def desk(session: aiohttp.ClientSession, serve: Serve, background: Background) -> AsyncIterator[Build]:
    desks: list[Desk] = []

    async def build(mode: str = "callback", *, taking: float = 1.0, ping: float = 30.0, **drawing: Any) -> Desk:
        hours, memory = Hours(), FakePlatformMemory()
        crypto = Crypto(TOKEN, KEY, "")
        robot = CallbackRobot(hours, crypto, session) if mode == "callback" else SocketRobot(hours, crypto)
        robot.home = await serve(robot.app)
        settings = WecomBotSettings(
            id=BOT,
            secret=SECRET,
            token=TOKEN,
            aes_key=KEY,
            mode=Mode(mode),
            ws_url=f"{robot.home}/ws",
            admins=frozenset({"boss"}),
            homes=(robot.home,),
        )
        core: Core

        async def load(digest: str) -> bytes | None:
            pictures = [sheet.picture for one in core.parcels.values() for sheet in one.sheets]
            return next((picture.data for picture in pictures if picture.digest == digest), None)

        bot = WecomBot(
            settings,
            session=session,
            memory=memory,
            clock=hours,
            words=words,
            load=load,
            link=lambda picture: f"https://pictures.example/i/{picture}",
            taking=taking,
            ping=ping,
        )
        core = Core(bot, **drawing)
        site = web.Application()
        site.router.add_route("POST", "/wecombot/callback", bot.callback)
        url = await serve(site) + "/wecombot/callback"
        background(bot.run(core.receive))
        made = Desk(robot, bot, core, hours, memory)
        if isinstance(robot, CallbackRobot):
            robot.url = url
            await asyncio.sleep(0)
        else:
            await made.eventually(lambda: robot.socket is not None)
        desks.append(made)
        return made

    yield build
    assert [error for one in desks for error in one.core.errors] == []


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_a_picture_in_a_group(desk: Build, mode: str) -> None:
    d = await desk(mode, draw_seconds=0.15)
    await d.robot.write("ann", "a cat ![](x)", GROUP)
    await d.eventually(lambda: bool(d.core.jobs))
    await d.core.settled()
    (bubble,) = d.robot.chat(GROUP)
    assert bubble.finished
    assert bubble.frames >= 2
    assert bubble.pictures == [d.core.parcels[1001].sheets[0].picture.data]
    assert bubble.words == "a cat !]（x)\ncode 1001".replace("!]（", "![]（")
    assert bubble.card is not None
    assert [button["text"] for button in bubble.card["button_list"]] == ["Again", "Vary"]
    incoming = d.core.incoming[0]
    assert (incoming.text, incoming.chat.kind, incoming.chat.id) == ("a cat ![](x)", ChatKind.GROUP, GROUP)
    assert d.core.jobs[1001].ending == "delivered"


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_a_press_brings_another_picture(desk: Build, mode: str) -> None:
    d = await desk(mode)
    await d.robot.write("ann", "a cat", GROUP)
    await d.eventually(lambda: len(d.core.jobs) == 1)
    await d.core.settled()
    await d.robot.press("ann", d.robot.chat(GROUP)[0], "Vary", GROUP)
    await d.eventually(lambda: len(d.core.jobs) == 2)
    await d.core.settled()
    press = d.core.incoming[-1].press
    assert press is not None
    assert (press.action, press.subject) == (Action.VARY, 10011)
    assert d.core.jobs[1002].ending == "delivered"
    await d.eventually(lambda: not d.robot.chat(GROUP)[0].grey)
    later = d.robot.chat(GROUP)[1:]
    if mode == "callback":
        assert [one.kind for one in later] == ["markdown"]
        assert "![1](https://pictures.example/i/10021)" in later[0].words
    else:
        assert [one.kind for one in later] == ["image", "markdown", "card"]
        assert later[0].pictures == [d.core.parcels[1002].sheets[0].picture.data]


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_four_large_pictures_come_in_one_frame(desk: Build, mode: str) -> None:
    d = await desk(mode, count=4, side=900, noise=True, taking=10.0)
    await d.robot.write("ann", "four cats")
    await d.eventually(lambda: len(d.core.jobs) == 1)
    await d.core.settled()
    (bubble,) = d.robot.chat("ann")
    assert len(bubble.pictures) == 4
    assert sum(len(picture) for picture in bubble.pictures) <= 3_000_000
    assert bubble.card is not None
    assert [one["text"] for one in bubble.card["button_list"]] == ["Again", "Vary 1", "Vary 2", "Vary 3", "Vary 4"]


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_mixed_messages_and_quotes_bring_their_pictures(desk: Build, mode: str) -> None:
    d = await desk(mode)
    own = mode == "websocket"
    photo, quoted = painted(5), painted(6)
    items = [
        {"msgtype": "text", "text": {"content": "@小画家 make it night"}},
        {"msgtype": "image", "image": d.robot.picture(photo.data, own_key=own)},
    ]
    quote = {"msgtype": "image", "image": d.robot.picture(quoted.data, own_key=own)}
    await d.robot.send("ann", GROUP, {"msgtype": "mixed", "mixed": {"msg_item": items}}, quote=quote)
    await d.eventually(lambda: len(d.core.incoming) == 1)
    await d.core.settled()
    incoming = d.core.incoming[0]
    assert incoming.text == "make it night"
    assert incoming.replied is not None
    assert await d.bot.fetch(incoming.attachments[0], 1 << 20) == photo.data
    assert await d.bot.fetch(incoming.replied.attachments[0], 1 << 20) == quoted.data
    with pytest.raises(BadReference):
        await d.bot.fetch(incoming.attachments[0], 10)


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_the_first_visit_of_a_day_is_welcomed(desk: Build, mode: str) -> None:
    d = await desk(mode)
    await d.robot.enter("ann")
    await d.eventually(lambda: len(d.robot.chat("ann")) == 1)
    (bubble,) = d.robot.chat("ann")
    assert (bubble.kind, bubble.words) == ("text", "answer to /start")


async def test_in_a_busy_group_progress_takes_nobodys_turn(desk: Build) -> None:
    """Thirty messages a minute: twenty pictures at once fit, with the words before them they would not."""
    d = await desk("websocket", draw_seconds=0.3)
    await asyncio.gather(*(d.robot.write(f"p{n}", f"cat {n}", GROUP) for n in range(20)))
    await d.eventually(lambda: sum(bool(bubble.pictures) for bubble in d.robot.chat(GROUP)) == 20)
    assert all(bubble.finished for bubble in d.robot.chat(GROUP))


async def test_a_fourth_request_finds_the_earlier_ones_out_of_the_way(desk: Build) -> None:
    d = await desk(draw_seconds=0.4)
    await asyncio.gather(*(d.robot.write("ann", f"cat {n}") for n in range(3)))
    assert isinstance(d.robot, CallbackRobot)
    assert TOO_MANY not in d.robot.notices
    await d.core.settled()
    assert [done.ending for done in d.core.jobs.values()] == ["delivered"] * 3
    kinds = sorted(bubble.kind for bubble in d.robot.chat("ann"))
    assert kinds == ["markdown", "stream", "stream", "stream"]


async def test_a_picture_after_six_minutes_comes_through_the_response_url_once(desk: Build) -> None:
    d = await desk(draw_seconds=0.3)
    writing = asyncio.create_task(d.robot.write("ann", "a cat", GROUP))
    await d.eventually(lambda: bool(d.robot.chat(GROUP)) or bool(d.robot.chat("ann")))
    d.hours.move(400)
    await writing
    await d.core.settled()
    assert d.core.jobs[1001].ending == "delivered"
    assert d.robot.chat(GROUP)[-1].kind == "markdown"
    to = Address("wecombot", GROUP, ChatKind.GROUP, hint=d.core.incoming[0].hint)
    with pytest.raises(WindowShut):
        await d.bot.deliver(to, parcel(1001, [painted(1)]))
    await d.robot.write("bob", "/help", GROUP)
    handed = d.robot.chat(GROUP)[-1].words
    assert "picture 1001 is ready" in handed
    assert "answer to /help" in handed


@pytest.mark.parametrize("mode", ["callback", "websocket"])
@pytest.mark.parametrize("minutes", [1, 11])
async def test_a_slow_provider_is_no_obstacle(desk: Build, mode: str, minutes: int) -> None:
    """After a minute the stream ends with the picture; after ten it comes another way, with what else finds room there."""
    d = await desk(mode, draw_seconds=0.3)
    writing = asyncio.create_task(d.robot.write("ann", "a cat"))
    await d.eventually(lambda: bool(d.robot.chat("ann")))
    d.hours.move(60 * minutes)
    await writing
    await d.core.settled()
    assert d.core.jobs[1001].ending == "delivered"
    late = {"callback": ["markdown"], "websocket": ["image", "markdown", "card"]}[mode] if minutes > 1 else []
    await d.eventually(lambda: [bubble.kind for bubble in d.robot.chat("ann")] == ["stream", *late])


async def test_a_refused_upload_leaves_the_picture_fetchable(desk: Build) -> None:
    """Uploads are needed when the stream is over: refused, the picture waits, and the next answer tells."""
    d = await desk("websocket", draw_seconds=0.3)
    assert isinstance(d.robot, SocketRobot)
    d.robot.refusing = "aibot_upload_media_init"
    await d.robot.write("ann", "a cat")
    await d.eventually(lambda: bool(d.robot.chat("ann")))
    d.hours.move(660)
    await d.core.settled()
    assert d.core.jobs[1001].ending == "waiting"
    await d.robot.write("ann", "/help")
    await d.eventually(lambda: "picture 1001 is ready" in d.robot.chat("ann")[-1].words)


async def test_parallel_retries_are_one_message_with_one_answer(desk: Build) -> None:
    d = await desk(draw_seconds=0.3)
    assert isinstance(d.robot, CallbackRobot)
    body = d.robot.message("ann", GROUP, {"msgtype": "text", "text": {"content": "@小画家 a cat"}})
    frames = await asyncio.gather(*(d.robot.push(body) for _ in range(9)))
    assert {frame["stream"]["id"] for frame in frames if frame} == {d.core.incoming[0].message}
    assert len(frames) == 9
    assert len(d.core.incoming) == 1


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_an_answer_that_takes_too_long_is_ended_before_nobody_asks_for_it(desk: Build, mode: str) -> None:
    """Its bubble does not go on for ever, and frees one of the three that a person may have in progress."""
    d = await desk(mode, draw_seconds=60)
    writing = asyncio.create_task(d.robot.write("ann", "a cat"))
    await d.eventually(lambda: bool(d.robot.chat("ann")))
    d.hours.move(355 if mode == "callback" else 595)
    await d.eventually(lambda: d.robot.chat("ann")[0].finished)
    await writing
    assert d.robot.chat("ann")[0].words == "queued 1001"


async def test_a_picture_after_an_hour_waits_for_the_next_contact(desk: Build) -> None:
    d = await desk(draw_seconds=0.3)
    writing = asyncio.create_task(d.robot.write("ann", "a cat", GROUP))
    await d.eventually(lambda: bool(d.robot.chat(GROUP)) or bool(d.robot.chat("ann")))
    d.hours.move(3700)
    await writing
    await d.core.settled()
    assert d.core.jobs[1001].ending == "waiting"
    await d.robot.write("ann", "/help", GROUP)
    assert "picture 1001 is ready" in d.robot.chat(GROUP)[-1].words


async def test_another_process_may_draw_and_the_stream_still_ends_with_the_picture(
    desk: Build, session: aiohttp.ClientSession
) -> None:
    d = await desk(draw_seconds=30)
    d.core.parcels[7] = parcel(7, [painted(7)])
    writing = asyncio.create_task(d.robot.write("ann", "a cat"))
    await d.eventually(lambda: bool(d.core.jobs))
    worker = WecomBot(
        WecomBotSettings(token=TOKEN, aes_key=KEY, homes=(d.robot.home,)),
        session=session,
        memory=d.memory,
        clock=d.hours,
        words=words,
        load=d.bot._voice._frames._load,  # pyright: ignore[reportPrivateUsage]  # both processes share the blob store
        link=str,
        taking=5.0,
    )
    to = Address("wecombot", "ann", ChatKind.PRIVATE, hint=d.core.incoming[0].hint)
    await worker.deliver(to, d.core.parcels[7])
    await writing
    assert d.robot.chat("ann")[0].pictures == [d.core.parcels[7].sheets[0].picture.data]


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_charts_files_and_buttons_in_an_answer(desk: Build, mode: str) -> None:
    d = await desk(mode)
    await d.robot.write("boss", "/report", GROUP)
    await d.eventually(lambda: any(bubble.finished for bubble in d.robot.chat(GROUP)))
    (bubble,) = d.robot.chat(GROUP)
    assert bubble.words == "report\n(no files here)"
    assert bubble.pictures == [painted(11).data]
    assert bubble.card is not None


async def test_admins_are_the_configured_ones(desk: Build) -> None:
    d = await desk()
    chat = Chat("wecombot", GROUP, ChatKind.GROUP)
    assert await d.bot.is_admin(chat, Identity("wecombot", "boss"))
    assert not await d.bot.is_admin(chat, Identity("wecombot", "ann"))


async def test_a_press_that_is_refused_is_told(desk: Build) -> None:
    d = await desk(draw_seconds=60)
    stream = d.robot.answered(
        GROUP,
        "ann",
        "before",
        {
            "msgtype": "stream_with_template_card",
            "stream": {"id": "s", "finish": True, "content": "a cat"},
            "template_card": next(cards("t", "", ((Button(Action.AGAIN, 1, "Again"),),))),
        },
    )
    await d.robot.press("bob", stream, "Again", GROUP)
    press = d.core.incoming[-1].press
    assert press is not None
    await d.bot.acknowledge(press.token, "not yours")
    assert d.robot.chat(GROUP)[-1].words == "not yours"


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_foreign_addresses_are_never_loaded(desk: Build, mode: str) -> None:
    d = await desk(mode)
    for address in (
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "https://evil.example/.qq.com",
        "",
    ):
        ref = f'["{address}", ""]'
        with pytest.raises(BadReference):
            await d.bot.fetch(Attachment(AttachmentKind.PICTURE, ref), 1 << 20)


# ── the websocket's own life ──


async def test_a_lost_connection_is_made_again(desk: Build) -> None:
    d = await desk("websocket")
    assert isinstance(d.robot, SocketRobot)
    robot = d.robot
    assert robot.socket is not None
    await robot.socket.close()
    await d.eventually(lambda: robot.connections == 2)
    await robot.write("ann", "/help")
    await d.eventually(lambda: bool(robot.chat("ann")))
    assert robot.chat("ann")[0].words == "answer to /help"


async def test_a_deaf_line_is_noticed_by_its_pings(desk: Build) -> None:
    d = await desk("websocket", ping=0.5)
    assert isinstance(d.robot, SocketRobot)
    robot = d.robot
    await d.eventually(lambda: robot.pings >= 2)
    robot.deaf = True
    first = robot.socket
    await d.eventually(lambda: robot.socket is not first)
    robot.deaf = False
    await d.eventually(lambda: robot.connections >= 2)
    await robot.write("ann", "/help")
    await d.eventually(lambda: bool(robot.chat("ann")))


async def test_only_one_process_holds_the_connection(
    desk: Build, session: aiohttp.ClientSession, background: Background
) -> None:
    d = await desk("websocket")
    assert isinstance(d.robot, SocketRobot)
    robot = d.robot
    settings = WecomBotSettings(id=BOT, secret=SECRET, mode=Mode.WEBSOCKET, ws_url=f"{robot.home}/ws")
    second = WecomBot(
        settings,
        session=session,
        memory=d.memory,
        clock=d.hours,
        words=words,
        load=d.bot._voice._frames._load,  # pyright: ignore[reportPrivateUsage]  # both processes share the blob store
        link=str,
        taking=3.0,
    )
    background(second.run(d.core.receive))
    await robot.write("ann", "a cat", GROUP)
    await d.eventually(lambda: bool(d.core.jobs))
    await d.core.settled()
    assert robot.connections == 1
    to = Address("wecombot", GROUP, ChatKind.GROUP)
    await second.deliver(to, d.core.parcels[1001])
    assert robot.chat(GROUP)[1].pictures == [d.core.parcels[1001].sheets[0].picture.data]


async def test_a_push_into_a_chat_that_never_spoke_waits(desk: Build) -> None:
    d = await desk("websocket")
    with pytest.raises(WindowShut):
        await d.bot.deliver(Address("wecombot", "stranger", ChatKind.PRIVATE), parcel(1, [painted(1)]))
