"""Telegram as the operator configured it, and what the core decides while it sells."""

from __future__ import annotations

from adapters.chat.telegram.settings import PUBLIC_API, Library, Mode, TelegramSettings
from adapters.settings.reading import Settings
from bot.answers.sales import Sales
from bot.answers.suggesting import Suggesting
from bot.answers.wishes import Wishes
from bot.ports import Clock
from bot.texts import Texts
from storage.store import Store


def telegram_settings(settings: Settings, secret: bytes) -> TelegramSettings:
    """Only where a token is configured."""
    said = settings.telegram
    return TelegramSettings(
        token=said.token.get_secret_value() if said.token else "",
        secret=secret,
        library=Library(said.library),
        mode=Mode(said.mode),
        api_url=said.api_url or PUBLIC_API,
        secret_token=said.secret_token.get_secret_value() if said.secret_token else "",
        public_url=settings.house.public_url or "",
        proxy=said.proxy or "",
    )


def open_till(settings: Settings, store: Store, texts: Texts, clock: Clock) -> Sales | None:
    """None where the operator sells nothing."""
    house, packs = settings.house, settings.quotas.packs
    if not packs:
        return None
    return Sales(
        packs,
        units=store.packs,
        people=store.people,
        notices=store.notices,
        texts=texts,
        clock=clock,
        language=house.language,
        timezone=house.timezone,
    )


def open_suggester(settings: Settings, store: Store, texts: Texts, clock: Clock) -> Suggesting:
    house = settings.house
    return Suggesting(
        people=store.people,
        gallery=store.gallery,
        wishes=Wishes(store.notes),
        texts=texts,
        clock=clock,
        language=house.language,
        timezone=house.timezone,
    )
