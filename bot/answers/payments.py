"""What only an owner does about payments by chat: give one back."""

from __future__ import annotations

from bot.answers.refunds import Refunds
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.operator import RefundPayment
from bot.errors import DeliveryError, NotAllowed


class Payments:
    def __init__(self, refunds: Refunds) -> None:
        self._refunds = refunds

    commands = (RefundPayment,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for everybody but owners, `NotFound` for an unknown or returned payment."""
        if not scene.owner or not isinstance(command, RefundPayment):
            raise NotAllowed("owner.only")
        charge = command.charge
        try:
            units = await self._refunds.give_back(charge, scene.actor, command.reason, scene.now)
        except DeliveryError as error:
            return Said(scene.answer("refund.failed", code=charge, why=error.detail))
        return Said(scene.answer("refund.done", code=charge, count=units))
