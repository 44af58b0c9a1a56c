"""`python -m adapters run` as its own process, behind the emulated Bot API and in front of a painter that is never busy."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.e2e.telegram.core import painted
from tests.emulators.telegram import BotApi, Town

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": "storm"}
ROOT = Path(__file__).parents[3]
_LISTENING = re.compile(rb"listening on (http://[\d.:]+)")


@asynccontextmanager
async def _painter() -> AsyncGenerator[str]:
    """The same small picture for everybody, at once."""
    picture = base64.b64encode(painted(3, noise=True).data).decode()

    async def draw(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"created": 1, "data": [{"b64_json": picture}]})

    async def models(request: web.Request) -> web.Response:
        del request
        return web.json_response({"object": "list", "data": [{"id": "ready", "object": "model"}]})

    application = web.Application()
    application.router.add_get("/v1/models", models)
    application.router.add_post("/v1/images/generations", draw)
    async with TestServer(application) as server:
        yield str(server.make_url("/v1"))


@asynccontextmanager
async def service(folder: Path, **variables: str) -> AsyncGenerator[tuple[BotApi, str]]:
    """The Bot API, and the address of the webhook once the service has asked for it; whoever posts there is the test."""
    async with _painter() as painter, BotApi(Town(privacy=False)) as api:
        ours = {
            "DATA": str(folder),
            "HTTP": "127.0.0.1:0",
            "PROVIDERS": "local",
            "LOCAL_BASE_URL": painter,
            "TELEGRAM_TOKEN": api.town.token,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_MODE": "webhook",
            "TELEGRAM_SECRET_TOKEN": "storm",
            "PUBLIC_URL": "https://storm.invalid",
            "QUOTA_PERSON": "off",
            "LOG": "warning",
            **variables,
        }
        environ = {name: value for name, value in os.environ.items() if not name.startswith("BANANABOT_")}
        environ |= {f"BANANABOT_{name}": value for name, value in ours.items()} | {"PYTHONPATH": str(ROOT)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters", "run"), env=environ, cwd=folder, stderr=asyncio.subprocess.PIPE
        )
        assert process.stderr is not None
        said = b""
        try:
            while (found := _LISTENING.search(said)) is None:
                line = await process.stderr.readline()
                assert line, said.decode()
                said += line
            reading = asyncio.create_task(process.stderr.read())
            while not api.made("setWebhook"):
                await api.town.change.wait()
            yield api, f"{found[1].decode()}/telegram/webhook"
        finally:
            process.terminate()
            await process.wait()
        assert b"Traceback" not in await reading
