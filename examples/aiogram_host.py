"""A bot of your own on aiogram that also draws: your handlers first, ours behind them.

    TOKEN=123456:ABC python examples/aiogram_host.py

`API_URL` points it at another Bot API server. Pictures are drawn by whatever BANANABOT_PROVIDERS names (`sketch` needs no key).
"""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message

from adapters.chat import telegram_aiogram
from adapters.cli.opening import settings
from adapters.settings.secrets import secret
from adapters.wiring.house import open_house
from adapters.wiring.mounted import Mounted

host = Router(name="host")


@host.message(Command("hello"))
async def hello(message: Message) -> None:
    await message.answer("Hello from the host.")


async def main() -> None:
    server = TelegramAPIServer.from_base(os.environ.get("API_URL", "https://api.telegram.org"))
    bot = Bot(os.environ["TOKEN"], session=AiohttpSession(api=server))
    found = settings()
    key = secret(found.house)
    ours = Mounted(found, lambda hooks: telegram_aiogram.platform(bot, secret=key, hooks=hooks))
    async with open_house(found, [], secret=key, guests=ours) as house:
        dispatcher = Dispatcher()
        dispatcher.include_router(host)
        dispatcher.include_router(telegram_aiogram.router(ours.platform, house.conversation.receive))
        await dispatcher.start_polling(bot)  # pyright: ignore[reportUnknownMemberType]  # aiogram's own signature


if __name__ == "__main__":
    asyncio.run(main())
