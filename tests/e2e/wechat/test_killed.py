"""The whole service killed between "drawn" and "delivered": the person is told the code, which brings the picture."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.service import free_port, running
from tests.e2e.wechat.service import account, app, robot
from tests.e2e.wechat.serving import Serve
from tests.e2e.wechat.test_whole_service import GROUP, eventually, world
from tests.e2e.wechat.town import ANN, KEY, TOKEN
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot_callback import CallbackRobot
from tests.emulators.wechat.robot_socket import SocketRobot


@pytest.mark.parametrize(
    "where", ["/cgi-bin/message/custom/send", pytest.param("/cgi-bin/media/upload", marks=pytest.mark.slow)]
)
async def test_killed_between_drawn_and_delivered(
    session: aiohttp.ClientSession, serve: Serve, tmp_path: Path, where: str
) -> None:
    """Nobody knows whether it arrived: the person is told its code, which brings it; what it costs is counted once."""
    w = await world(session, serve)
    port, said = free_port(), account(w.account.state, w.account_home, "service")
    held = w.account.hold(where)
    async with running(tmp_path, said, port) as service:
        w.calls(service)
        await w.phone.write(ANN, "雪地里的红狐狸")
        async with asyncio.timeout(60):
            await held.wait()
        service.kill()
        await service.process.wait()
    w.account.release()
    async with running(tmp_path, said, port) as service:
        screen = w.phone.screen(ANN)
        await eventually(lambda: "取图 1" in screen[-1].text)
        await w.phone.write(ANN, "取图 1")
        await eventually(lambda: any(seen.kind == "image" for seen in screen))
        await w.phone.write(ANN, "额度")
        assert "8 / 9" in screen[-1].text


@pytest.mark.slow
async def test_the_app_killed_between_drawn_and_delivered(
    session: aiohttp.ClientSession, serve: Serve, tmp_path: Path
) -> None:
    w = await world(session, serve)
    port, said, screen = free_port(), app(w.company.company, w.company_home), w.member.screen
    w.company.held = "/cgi-bin/media/upload"
    async with running(tmp_path, said, port) as service:
        w.calls(service)
        await w.member.write("雪地里的红狐狸")
        async with asyncio.timeout(60):
            await w.company.reached.wait()
        service.kill()
        await service.process.wait()
    w.company.held = ""
    async with running(tmp_path, said, port) as service:
        await eventually(lambda: "取图 1" in str(screen[-1].content))
        await w.member.write("取图 1")
        await eventually(lambda: any(shown.kind == "image" for shown in screen))
        await w.member.write("额度")
        await eventually(lambda: "8 / 9" in str(screen[-1].content))


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_the_robot_killed_between_drawn_and_delivered(
    session: aiohttp.ClientSession, serve: Serve, tmp_path: Path, mode: str
) -> None:
    """The platform takes no frame any more from the moment the message is there, until the service is killed."""
    crypto = Crypto(TOKEN, KEY, "")
    platform: CallbackRobot | SocketRobot = (
        CallbackRobot(Hours(), crypto, session, refresh=999) if mode == "callback" else SocketRobot(Hours(), crypto)
    )
    platform.home = await serve(platform.app)
    port, said = free_port(), robot(platform.home, mode)
    async with running(tmp_path, said, port) as service:
        if isinstance(platform, CallbackRobot):
            platform.url = f"{service.address}/wecombot/callback"
        writing = asyncio.create_task(spoken(platform, "画 雪地里的红狐狸"))
        if isinstance(platform, SocketRobot):
            await writing
            platform.deaf = True
        await eventually(lambda: state(tmp_path) == "delivering")
        service.kill()
        await service.process.wait()
    if isinstance(platform, SocketRobot):
        platform.deaf, platform.socket = False, None
    async with running(tmp_path, said, port):
        if isinstance(platform, CallbackRobot):
            platform.sooner.set()  # it asks for the stream until that is over, as before
            await eventually(lambda: any("取图 1" in one.words for one in platform.chat(GROUP)))
        else:  # which another process gets within a minute: by then it may be told with the next answer
            await connected(platform)
            await spoken(platform, "进度")
            await eventually(lambda: any("取图 1" in one.words for one in platform.chat(GROUP)))
        await spoken(platform, "取图 1")
        await eventually(lambda: len(platform.chat(GROUP)[-1].pictures) == 1)
        await spoken(platform, "额度")
        await eventually(lambda: "8 / 9" in platform.chat(GROUP)[-1].words)
    writing.cancel()


async def spoken(platform: CallbackRobot | SocketRobot, words: str) -> None:
    if isinstance(platform, SocketRobot):
        await connected(platform)
    await platform.write("ann", words, GROUP)


async def connected(platform: SocketRobot) -> None:
    async with asyncio.timeout(150):
        while platform.socket is None:
            await asyncio.sleep(0.1)


def state(folder: Path) -> str:
    with closing(sqlite3.connect(f"file:{folder}/bananabot.db?mode=ro", uri=True)) as db:
        return str((db.execute("SELECT state FROM jobs").fetchone() or ("",))[0])
