"""Almost the same: a picture of this group is offered, with the words that differ, before another one is drawn."""

from __future__ import annotations

from bot.answers.offers import Offer, Offers
from bot.answers.scene import Said, Scene
from bot.model import Action, ImageRequest
from bot.ports import Entry
from bot.reuse.likeness import Difference, difference
from bot.reuse.memory import Memory

NEAR = "near"
"""The kind of offer; the number of the job follows."""


class Likenesses:
    """Only where a group's admins switched it on, and never for what is private."""

    def __init__(self, memory: Memory, offers: Offers) -> None:
        self._memory = memory
        self._offers = offers

    def concerns(self, scene: Scene, request: ImageRequest) -> bool:
        """Whether something may be offered here at all."""
        del request
        return not scene.private and scene.group is not None and scene.group.offers and scene.person is not None

    async def offer(self, scene: Scene, request: ImageRequest) -> Said | None:
        """None: there is nothing to offer."""
        found = await self._memory.alike(str(scene.incoming.chat), request)
        return None if found is None else await self._said(scene, found, request)

    async def _said(self, scene: Scene, found: Entry, request: ImageRequest) -> Said:
        number = await self._offers.make(scene, Offer(f"{NEAR} {found.job.id}", request))
        earlier = found.job.request.prompt
        words = _words(scene, difference(earlier, request.prompt))
        buttons = scene.button(Action.TAKE, number), scene.button(Action.FRESH, number)
        return Said(scene.answer("offer.near", *buttons, prompt=earlier, difference=words))


def _words(scene: Scene, found: Difference) -> str:
    if found.earlier and found.new:
        return scene.say("offer.differs", earlier=found.earlier, new=found.new)
    if found.earlier or found.new:
        return scene.say("offer.lacks" if found.new else "offer.more", words=found.new or found.earlier)
    return scene.say("offer.nothing")
