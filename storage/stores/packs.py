"""Granted and bought units."""

from __future__ import annotations

from datetime import datetime

from bot.model import Identity
from storage.engine import Engine
from storage.transactions import limits, packs, payments


class Packs:
    """Implements `bot.ports.PackStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def grant(
        self, person: int, units: int, actor: str, reason: str, now: datetime, *, reference: str | None = None
    ) -> int:
        return await self._engine.write(
            packs.grant, person, units, actor=actor, reason=reason, reference=reference, now=now
        )

    async def balance(self, person: int) -> int:
        return await self._engine.read(limits.balance, person)

    async def purchase(self, person: int, units: int, charge: str, reason: str, now: datetime) -> bool:
        return await self._engine.write(packs.purchase, person, units, charge=charge, reason=reason, now=now)

    async def by_charge(self, charge: str) -> int | None:
        return await self._engine.read(payments.by_charge, charge)

    async def payers(self, charge: str, now: datetime) -> list[Identity]:
        return await self._engine.read(payments.payers, charge, now)

    async def forget_payers(self, charge: str) -> None:
        await self._engine.write(payments.forget_payers, charge)

    async def reverse(self, line: int, actor: str, reason: str, now: datetime) -> int:
        return await self._engine.write(packs.reverse, line, actor=actor, reason=reason, now=now)

    async def reversed(self, line: int) -> int | None:
        return await self._engine.read(payments.reversed_units, line)

    async def refund_job(self, job: int, actor: str, reason: str, now: datetime) -> int:
        return await self._engine.write(packs.refund_job, job, actor=actor, reason=reason, now=now)
