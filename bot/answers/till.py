"""Where language models are paid: out of the money for everybody, whatever they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Limit
from bot.ports import Bill, WordingStore


@dataclass(frozen=True, slots=True)
class Till:
    store: WordingStore
    budget: Sequence[Limit]

    async def pay(self, bills: Sequence[Bill], now: datetime) -> None:
        for bill in bills:
            await self.store.pay(bill, self.budget, now)
