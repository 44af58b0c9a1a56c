"""A bot of your own on python-telegram-bot that also draws: your handlers first, ours behind them.

    TOKEN=123456:ABC python examples/ptb_host.py

`API_URL` points it at another Bot API server. Pictures are drawn by whatever BANANABOT_PROVIDERS names (`sketch` needs no key).
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, CommandHandler

from adapters.chat import telegram_ptb
from adapters.cli.opening import settings
from adapters.settings.secrets import secret
from adapters.wiring.house import open_house
from adapters.wiring.mounted import Mounted


async def hello(update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
    if update.effective_message is not None:
        await update.effective_message.reply_text("Hello from the host.")


async def main() -> None:
    server = os.environ.get("API_URL", "https://api.telegram.org")
    builder = ApplicationBuilder().token(os.environ["TOKEN"])
    application = builder.base_url(f"{server}/bot").base_file_url(f"{server}/file/bot").build()
    application.add_handler(CommandHandler("hello", hello))
    found = settings()
    key = secret(found.house)
    ours = Mounted(found, lambda hooks: telegram_ptb.platform(application.bot, secret=key, hooks=hooks))
    async with open_house(found, [], secret=key, guests=ours) as house, application:
        telegram_ptb.register(application, ours.platform, house.conversation.receive)
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await application.start()
        try:
            await asyncio.Event().wait()
        finally:
            await application.updater.stop()
            await application.stop()


if __name__ == "__main__":
    asyncio.run(main())
