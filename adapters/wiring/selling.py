"""Where units are sold and payments given back: on whichever platforms sell."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.settings.reading import Settings
from bot.answers.payments import Payments
from bot.answers.refunds import Refunds
from bot.answers.shop import Shop
from bot.ports import Cashier, ChatPlatform
from storage.store import Store


def open_shop(settings: Settings, platforms: Mapping[str, ChatPlatform]) -> Shop:
    return Shop(settings.quotas.packs, _cashiers(platforms))


def open_payments(store: Store, platforms: Mapping[str, ChatPlatform]) -> Payments:
    return Payments(Refunds(packs=store.packs, cashiers=_cashiers(platforms)))


def _cashiers(platforms: Mapping[str, ChatPlatform]) -> dict[str, Cashier]:
    return {name: platform for name, platform in platforms.items() if isinstance(platform, Cashier)}
