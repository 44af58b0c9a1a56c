"""A WeCom robot at its desk: the emulated platform, our adapter, a small core behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from adapters.chat.wechat.wecom_bot.platform import WecomBot
from adapters.chat.wechat.wecom_bot.settings import Mode, WecomBotSettings
from adapters.queue.leader import Leader
from adapters.queue.owner import Owner
from tests.e2e.wechat.core import Core
from tests.e2e.wechat.serving import Background, Serve
from tests.e2e.wechat.town import KEY, TOKEN
from tests.e2e.wechat.words import words
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot_callback import CallbackRobot
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
        async with asyncio.timeout(60):
            while not true():
                await asyncio.sleep(0.01)


async def listening(host: str, bot: WecomBot, core: Core, memory: FakePlatformMemory, clock: Hours) -> None:
    """As a house listens: where only one process may, the leader does."""
    if bot.traits.alone:
        leader = Leader("wecombot//listener", memory, clock, Owner(host, 1, host))
        await leader.lead(lambda: bot.run(core.receive))
    else:
        await bot.run(core.receive)


class Office:
    """Sets up desks. At the end no core may have met an error unseen."""

    def __init__(self, session: aiohttp.ClientSession, serve: Serve, background: Background) -> None:
        self._session = session
        self._serve = serve
        self._background = background
        self.desks: list[Desk] = []

    async def __call__(
        self, mode: str = "callback", *, taking: float = 1.0, ping: float = 30.0, **drawing: Any
    ) -> Desk:
        hours, memory = Hours(), FakePlatformMemory()
        crypto = Crypto(TOKEN, KEY, "")
        robot = CallbackRobot(hours, crypto, self._session) if mode == "callback" else SocketRobot(hours, crypto)
        robot.home = await self._serve(robot.app)
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
            session=self._session,
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
        url = await self._serve(site) + "/wecombot/callback"
        self._background(listening("a", bot, core, memory, hours))
        made = Desk(robot, bot, core, hours, memory)
        if isinstance(robot, CallbackRobot):
            robot.url = url
            await asyncio.sleep(0)
        else:
            await made.eventually(lambda: robot.socket is not None)
        self.desks.append(made)
        return made
