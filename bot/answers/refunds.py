"""Giving a payment back: first the money, by the platform that took it, then the units, as far as they are not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.errors import NotFound
from bot.model import Identity
from bot.ports import Cashier, PackStore


class Refunds:
    """`cashiers` by the name of their platform. Trying again after an interruption finishes what was begun."""

    def __init__(self, *, packs: PackStore, cashiers: Mapping[str, Cashier]) -> None:
        self._packs = packs
        self._cashiers = cashiers

    async def give_back(self, charge: str, actor: str, reason: str, now: datetime) -> int:
        """Return the units taken. Raises `NotFound` for an unknown or returned payment, `DeliveryError`."""
        line = await self._packs.by_charge(charge)
        if line is None:
            raise NotFound("refund.nothing", code=charge)
        fresh = await self._returned(await self._packs.payers(charge, now), charge)
        await self._packs.forget_payers(charge)
        try:
            return await self._packs.reverse(line, actor, reason, now)
        except NotFound:
            # taken before without the money, or the platform's own word about our refund was quicker than we are
            taken = await self._packs.reversed(line)
            if taken is None or not fresh:
                raise
            return taken

    async def _returned(self, accounts: Sequence[Identity], charge: str) -> bool:
        """The account it was paid from is the one whose platform knows the charge. False: given back before."""
        for identity in accounts:
            cashier = self._cashiers.get(identity.platform)
            if cashier is None:
                continue
            try:
                return await cashier.give_back(identity, charge)
            except NotFound:
                continue
        return await self._remembered(charge)

    async def _remembered(self, charge: str) -> bool:
        """We know nobody any more who may have paid it; the platform that took the money does."""
        for cashier in self._cashiers.values():
            payer = await cashier.payer(charge)
            if payer is not None:
                return await cashier.give_back(payer, charge)
        raise NotFound("refund.nothing", code=charge)
