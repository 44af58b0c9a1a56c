"""The slow lane: whoever has used up their own allowance may wait for spare room, free, where the operator lets them."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.offers import Offer, Offers
from bot.answers.scene import Said, Scene
from bot.errors import QuotaExceeded
from bot.model import Action, Fund, ScopeKind
from bot.ports import Order

SLOW = "slow"
"""The kind of offer."""

_OWN = frozenset({ScopeKind.PERSON, ScopeKind.MEMBER})


class SlowLane:
    def __init__(self, offers: Offers, *, opened: bool) -> None:
        self._offers = offers
        self._opened = opened

    async def offer(self, scene: Scene, order: Order, error: QuotaExceeded) -> Said | None:
        """None: it is not theirs to wait in, or not for this order."""
        own = error.usage.rule.kind in _OWN
        if not (self._opened and own and order.fund is Fund.ALLOWANCE and scene.person is not None):
            return None
        number = await self._offers.make(scene, Offer(SLOW, order.request))
        buttons = scene.button(Action.TAKE, number), scene.button(Action.DISMISS, number)
        return Said(replace(scene.answer("offer.slow", *buttons), quiet_to=scene.whisper()))
