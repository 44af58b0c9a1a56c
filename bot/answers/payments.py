"""Giving money back: first the money, by the platform that took it, then the units, as far as they are not used."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.operator import RefundPayment
from bot.errors import NotAllowed, NotFound
from bot.model import Identity
from bot.ports import Cashier, PackStore


class Payments:
    """`cashiers` by the name of their platform. Trying again after an interruption finishes what was begun."""

    def __init__(self, *, packs: PackStore, members: Members, cashiers: Mapping[str, Cashier]) -> None:
        self._packs = packs
        self._members = members
        self._cashiers = cashiers

    commands = (RefundPayment,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for everybody but owners, `NotFound` for an unknown or returned payment."""
        if not scene.owner or not isinstance(command, RefundPayment):
            raise NotAllowed("owner.only")
        charge = command.charge
        line, payer = await self._packs.by_charge(charge), await self._packs.payer(charge)
        if line is None or payer is None:
            raise NotFound("refund.nothing", code=charge)
        await self._returned(await self._members.accounts(payer), charge)
        units = await self._packs.reverse(line, scene.actor, command.reason, scene.now)
        return Said(scene.answer("refund.done", code=charge, count=units))

    async def _returned(self, accounts: tuple[Identity, ...], charge: str) -> None:
        """The account it was paid from is the one whose platform knows the charge."""
        for identity in accounts:
            cashier = self._cashiers.get(identity.platform)
            if cashier is None:
                continue
            try:
                await cashier.give_back(identity, charge)
            except NotFound:
                continue
            return
        raise NotFound("refund.nothing", code=charge)
