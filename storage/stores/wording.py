"""Questions to a language model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import Limit
from bot.ports import Bill
from storage.engine import Engine
from storage.transactions import wording
from storage.transactions.house import House


class Wording:
    """Implements `bot.ports.WordingStore`."""

    def __init__(self, engine: Engine, house: House) -> None:
        self._engine = engine
        self._house = house

    async def admit(self, who: str, limits: Sequence[Limit], budget: Sequence[Limit], now: datetime) -> bool:
        return await self._engine.write(wording.admit, self._house, who, limits, budget=budget, now=now)

    async def pay(self, bill: Bill, budget: Sequence[Limit], now: datetime) -> None:
        await self._engine.write(wording.pay, self._house, bill, budget, now)
