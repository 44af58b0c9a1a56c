"""The websocket's own life."""

from __future__ import annotations

import aiohttp
import pytest

from adapters.chat.wechat.wecom_bot.platform import WecomBot
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
from bot.errors import WindowShut
from bot.model import Address, ChatKind
from tests.e2e.wechat.core import painted, parcel
from tests.e2e.wechat.desk import GROUP, Office, listening
from tests.e2e.wechat.serving import Background
from tests.e2e.wechat.words import words
from tests.emulators.wechat.robot_socket import BOT, SECRET, SocketRobot


async def test_a_lost_connection_is_made_again(desk: Office) -> None:
    d = await desk("websocket")
    assert isinstance(d.robot, SocketRobot)
    robot = d.robot
    assert robot.socket is not None
    await robot.socket.close()
    await d.eventually(lambda: robot.connections == 2)
    await robot.write("ann", "/help")
    await d.eventually(lambda: bool(robot.chat("ann")))
    assert robot.chat("ann")[0].words == "answer to /help"


async def test_a_deaf_line_is_noticed_by_its_pings(desk: Office) -> None:
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
    desk: Office, session: aiohttp.ClientSession, background: Background
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
    background(listening("b", second, d.core, d.memory, d.hours))
    await robot.write("ann", "a cat", GROUP)
    await d.eventually(lambda: bool(d.core.jobs))
    await d.core.settled()
    assert robot.connections == 1
    to = Address("wecombot", GROUP, ChatKind.GROUP)
    await second.deliver(to, d.core.parcels[1001])
    assert robot.chat(GROUP)[1].pictures == [d.core.parcels[1001].sheets[0].picture.data]


async def test_whoever_is_thrown_out_by_another_program_does_not_throw_it_out_at_once(
    desk: Office, session: aiohttp.ClientSession
) -> None:
    """Two that connect again every second would both hear nothing."""
    d = await desk("websocket", ping=999)
    assert isinstance(d.robot, SocketRobot)
    robot = d.robot
    async with session.ws_connect(f"{robot.home}/ws") as other:
        subscribed = {"cmd": "aibot_subscribe", "headers": {"req_id": "1"}, "body": {"bot_id": BOT, "secret": SECRET}}
        await other.send_json(subscribed)
        await d.eventually(lambda: robot.connections == 2 and 30.0 in d.hours.slept)
        assert 1.0 not in d.hours.slept
        assert robot.connections == 2


async def test_a_push_into_a_chat_that_never_spoke_waits(desk: Office) -> None:
    d = await desk("websocket")
    with pytest.raises(WindowShut):
        await d.bot.deliver(Address("wecombot", "stranger", ChatKind.PRIVATE), parcel(1, [painted(1)]))
