"""Every piece of a test runs on loopback and is closed at its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.e2e.wechat.desk import Office
from tests.e2e.wechat.serving import Background, Serve
from tests.e2e.wechat.town import Builder
from tests.fakes.patient import PatientLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The platform's five seconds are three tenths here."""
    return {"patient": PatientLoop}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as one:
        yield one


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[TestServer] = []

    async def started(app: web.Application) -> str:
        server = TestServer(app)
        servers.append(server)
        await server.start_server(shutdown_timeout=0.1)
        return str(server.make_url("/")).rstrip("/")

    yield started
    for server in servers:
        await server.close()


@pytest.fixture
async def background() -> AsyncIterator[Background]:
    tasks: list[asyncio.Task[None]] = []
    yield lambda work: tasks.append(asyncio.create_task(work))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def town(session: aiohttp.ClientSession, serve: Serve, background: Background) -> AsyncIterator[Builder]:
    """Builds official accounts; fails for errors that a core met unseen."""
    build = Builder(session, serve, background)
    yield build
    assert [error for one in build.towns for error in one.core.errors] == []


@pytest.fixture
async def desk(session: aiohttp.ClientSession, serve: Serve, background: Background) -> AsyncIterator[Office]:
    office = Office(session, serve, background)
    yield office
    assert [error for one in office.desks for error in one.core.errors] == []
