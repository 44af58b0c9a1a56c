"""The platforms that can give money back, opened for one piece of work: nobody listens, nothing is drawn."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from adapters.settings.reading import Settings
from bot.ports import Cashier, Clock


@asynccontextmanager
async def cashiers(settings: Settings, secret: bytes, clock: Clock) -> AsyncGenerator[dict[str, Cashier]]:
    """By the name of their platform; empty where none is configured."""
    if not settings.telegram.configured:
        yield {}
        return
    from adapters.chat.telegram.connect import telegram  # noqa: PLC0415  loads a library that takes seconds
    from adapters.wiring.telegram import telegram_settings  # noqa: PLC0415  as above

    platform = telegram(telegram_settings(settings, secret), clock=clock)
    try:
        yield {platform.name: platform}
    finally:
        await platform.close()
