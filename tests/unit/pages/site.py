"""Routes, served over a real socket."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.server import Route, application

Client = TestClient[web.Request, web.Application]


@asynccontextmanager
async def site(routes: Sequence[Route], hosts: frozenset[str] | None = None) -> AsyncGenerator[Client]:
    async with TestClient(TestServer(application(routes, hosts=hosts))) as client:
        yield client
