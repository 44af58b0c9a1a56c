"""Offers: a request kept for a while under a number, until its person presses "yes". One press takes it, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from bot.answers.scene import Scene
from bot.commands.drawing import read_prompt, render
from bot.commands.values import Names
from bot.errors import NotFound
from bot.model import ImageRequest
from bot.ports import PlatformMemory

_KEPT = 3 * 86_400.0  # seconds
_MOST = 1 << 47  # an offer's number fits a signed button on every platform


@dataclass(frozen=True, slots=True)
class Offer:
    """What was offered. `kind` says what taking it means (`slow`, `polished`)."""

    kind: str
    request: ImageRequest


class Offers:
    def __init__(self, notes: PlatformMemory) -> None:
        self._notes = notes

    async def make(self, scene: Scene, offer: Offer) -> int:
        """Keep it for the person who asks; return its number."""
        number = secrets.randbelow(_MOST)
        lines = [offer.kind, ",".join(offer.request.references), render(offer.request)]
        await self._notes.put(self._key(scene, number), "\n".join(lines), scene.now, _KEPT)
        return number

    async def take(self, scene: Scene, number: int) -> Offer:
        """Raises `NotFound` for what is over, taken, or somebody else's."""
        key = self._key(scene, number)
        kept = await self._notes.get(key, scene.now)
        if kept is None or not await self._notes.swap(key, kept, None, scene.now, _KEPT):
            raise NotFound("offer.gone")
        kind, references, words = kept.split("\n", 2)
        request = read_prompt(words, Names()).request
        return Offer(kind, replace(request, references=tuple(filter(None, references.split(",")))))

    async def drop(self, scene: Scene, number: int) -> bool:
        """Their no. False: it is over, or somebody else's."""
        key = self._key(scene, number)
        kept = await self._notes.get(key, scene.now)
        return kept is not None and await self._notes.swap(key, kept, None, scene.now, _KEPT)

    def _key(self, scene: Scene, number: int) -> str:
        return f"offers/{scene.someone().id}/{number}"
