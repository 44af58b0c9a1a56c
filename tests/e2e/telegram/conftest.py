"""A town with a Bot API, people with phones, and our bot in it: once with each library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.chat.telegram.connect import telegram
from adapters.chat.telegram.platform import Telegram
from adapters.chat.telegram.settings import Library, Mode, TelegramSettings
from adapters.clock import SystemClock
from tests.e2e.telegram.core import Core
from tests.emulators.telegram import BotApi, Phone, Town
from tests.fakes.patient import PatientLoop
from tests.fakes.platform_memory import FakePlatformMemory


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """What comes in pieces is waited for a tenth of a second here."""
    return {"patient": PatientLoop}


@dataclass
class Stage:
    """`listening` runs the bot; several at once are several processes."""

    api: BotApi
    settings: TelegramSettings

    @property
    def town(self) -> Town:
        return self.api.town

    def phone(self, name: str = "Ann", **more: Any) -> Phone:
        return Phone(self.town, name, **more)

    @asynccontextmanager
    async def platform(self, **changes: Any) -> AsyncGenerator[Telegram]:
        """`changes` to the settings; `moves`, `till`, `suggester`, `menu` and `memory` as they are."""
        names = ("moves", "till", "suggester", "menu", "memory")
        hooks = {name: changes.pop(name) for name in names if name in changes}
        platform = telegram(replace(self.settings, **changes), clock=SystemClock(), **hooks)
        try:
            yield platform
        finally:
            await platform.close()

    @asynccontextmanager
    async def listening(self, core: Core | None = None, **changes: Any) -> AsyncGenerator[Core]:
        async with self.door() as door:
            hook: dict[str, Any] = {"public_url": door.url} if changes.get("mode") is Mode.WEBHOOK else {}
            memory = {"memory": FakePlatformMemory()} | changes
            async with self.platform(**memory, **hook) as platform:
                door.platform = platform
                core = core or Core(platform)
                core.platform = platform
                task = asyncio.create_task(platform.run(core.receive))
                try:
                    yield core
                finally:
                    task.cancel()
                    await core.stop()
                    await asyncio.gather(task, return_exceptions=True)

    @asynccontextmanager
    async def door(self) -> AsyncGenerator[Door]:
        door = Door()
        application = web.Application()
        application.router.add_post("/telegram/webhook", door.handle)
        server = TestServer(application)
        await server.start_server(shutdown_timeout=0.1)
        door.url = str(server.make_url("")).rstrip("/")
        try:
            yield door
        finally:
            await server.close()


@dataclass
class Moves:
    """Keeps the groups that moved."""

    made: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    async def move(self, platform: str, old: str, new: str, now: datetime) -> None:
        assert platform == "telegram"
        assert now.tzinfo is not None
        self.made.append((old, new))


@dataclass
class Door:
    """Our own web server, as much of it as a webhook needs."""

    url: str = ""
    platform: Telegram | None = None

    async def handle(self, request: web.Request) -> web.Response:
        assert self.platform is not None
        return await self.platform.webhook(request)


@pytest.fixture(params=list(Library))
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with BotApi() as api:
        yield Stage(
            api,
            TelegramSettings(
                token=api.town.token,
                secret=b"house",
                library=request.param,
                api_url=api.url,
                album_seconds=0.1,
                poll_seconds=5,
            ),
        )
