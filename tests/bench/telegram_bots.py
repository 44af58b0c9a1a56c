"""The bots that `tests.bench.telegram` measures, each alone in a process: `python -m tests.bench.telegram_bots ours URL COUNT`.

Prints the address of its webhook, then serves until its stdin ends.
"""

from __future__ import annotations

import asyncio
import hashlib
import struct
import sys
import tempfile
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import aiogram
import uvloop
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from adapters.chat.telegram.connect import telegram
from adapters.chat.telegram.settings import Library, Mode, TelegramSettings
from adapters.clock import SystemClock
from adapters.wiring.garbage import settle
from adapters.wiring.house import open_house
from adapters.wiring.painters import open_painters
from bot.model import Picture
from bot.resilience import Target
from tests.e2e.flow.stage import settings
from tests.e2e.telegram.core import painted
from tests.fakes.provider import FakeProvider

TOKEN = "42:BENCH"
KEY = b"a secret of the benchmark, long enough"


@cache
def ready() -> Picture:
    """About what a provider sends: 200 kB."""
    return painted(7, width=256, height=256, noise=True)


def others(count: int) -> list[Picture]:
    """The same photo so many times, each with another comment: no two are one file. They are there before anybody asks."""
    photo = ready()
    end = photo.data.rindex(b"IEND") - 4  # where the last chunk begins
    found: list[Picture] = []
    for number in range(count):
        comment = b"tEXtComment\0" + str(number).encode()
        chunk = struct.pack(">I", len(comment) - 4) + comment + struct.pack(">I", zlib.crc32(comment))
        data = photo.data[:end] + chunk + photo.data[end:]
        found.append(replace(photo, data=data, digest=hashlib.sha256(data).hexdigest()))
    return found


async def _serve(handler: object) -> str:
    application = web.Application()
    application.router.add_post("/telegram/webhook", handler)  # type: ignore[arg-type]  # a coroutine function
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/webhook"


@asynccontextmanager
async def bare(url: str) -> AsyncGenerator[str]:
    """Nothing but aiogram and a photo that is there already."""
    bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message()
    async def photo(message: Message) -> None:
        await message.answer_photo(BufferedInputFile(ready().data, "x.png"), caption=message.text)

    application = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(application, "/telegram/webhook")
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/webhook"
    await runner.cleanup()
    await bot.session.close()


@asynccontextmanager
async def ours(url: str, library: Library, *, count: int) -> AsyncGenerator[str]:
    """The whole house: store on disk, quota, job, history; paced as for paid broadcasts, so that pacing is not measured.

    `count`: so many ready photos; none: *sketch* draws.
    """
    said = TelegramSettings(
        token=TOKEN,
        secret=KEY,
        library=library,
        mode=Mode.WEBHOOK,
        api_url=url,
        public_url="https://bench.invalid",
        secret_token="bench",
        per_second=100_000,
    )
    with tempfile.TemporaryDirectory() as folder:
        platform = telegram(said, clock=SystemClock())
        photos = iter(others(count))
        provider = FakeProvider(SystemClock(), develop=lambda _: next(photos))
        house = open_house(
            settings(Path(folder)),
            [platform],
            secret=KEY,
            painters=open_painters if not count else lambda _s, _c: [Target(id="ready/here/key", provider=provider)],
        )
        async with house as opened:
            listening = asyncio.create_task(opened.listen(platform))
            settle()  # as the service does
            yield await _serve(platform.webhook)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        await platform.close()


async def main(which: str, url: str, count: int) -> None:
    bots = {
        "bare": lambda: bare(url),
        "ours": lambda: ours(url, Library.AIOGRAM, count=count),
        "ptb": lambda: ours(url, Library.PTB, count=count),
        "sketch": lambda: ours(url, Library.AIOGRAM, count=0),
    }
    async with bots[which]() as webhook:
        sys.stdout.write(f"{webhook}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__" and len(sys.argv) > 3:  # `make bench` starts every script without arguments
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
