"""Telegram owes what every chat platform owes, with both libraries."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest

from adapters.chat.telegram.platform import Telegram
from bot.model import Address, ChatKind
from tests.contracts.platform import PlatformContract
from tests.e2e.telegram.conftest import Stage
from tests.emulators.telegram import Phone


@dataclass
class TelegramSeat:
    platform: Telegram
    phone: Phone

    @property
    def to(self) -> Address:
        return Address("telegram", str(self.phone.id), ChatKind.PRIVATE)

    async def write(self, text: str) -> None:
        self.phone.say(text)

    async def texts(self) -> list[str]:
        return [seen.text for seen in self.phone.answers if seen.text]

    async def pictures(self) -> list[bytes]:
        return [data for seen in self.phone.answers if (data := seen.picture or seen.file)]


class TestTelegram(PlatformContract):
    @pytest.fixture
    async def seat(self, stage: Stage) -> AsyncGenerator[TelegramSeat]:
        async with stage.platform() as platform:
            yield TelegramSeat(platform, stage.phone())
