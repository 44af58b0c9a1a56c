"""A prompt in another language, where a service that understands English alone would draw it: translated, shown, then drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.answers.offers import Offer, Offers
from bot.answers.scene import Said, Scene
from bot.answers.wording import Wording
from bot.model import Action, ImageRequest


class Readers(Protocol):
    """What the resilient client knows of who understands a prompt."""

    def readers(self, request: ImageRequest) -> tuple[bool, ...]: ...


class Translating:
    """Where nobody translates nothing is offered: who understands the words is asked first by itself."""

    def __init__(self, *, wording: Wording, readers: Readers, offers: Offers) -> None:
        self._wording = wording
        self._readers = readers
        self._offers = offers

    def concerns(self, scene: Scene, request: ImageRequest) -> bool:
        """Whether its words should be translated, and can be."""
        return self._wording.translates and scene.person is not None and not all(self._readers.readers(request)[:1])

    async def offer(self, scene: Scene, request: ImageRequest) -> Said | None:
        """The translation with a button that draws it. None: draw the words as they are."""
        words = await self._wording.english(scene, request.prompt)
        if not words or words == request.prompt:
            return None
        number = await self._offers.make(scene, Offer("translated", replace(request, prompt=words)))
        buttons = scene.button(Action.DRAW, number), scene.button(Action.DISMISS, number)
        return Said(scene.answer("translate.offer", *buttons, prompt=words))

    def note(self, scene: Scene, request: ImageRequest) -> str:
        """One line where nobody who may draw it understands the words; else empty."""
        return "" if any(self._readers.readers(request)) else scene.say("translate.as_it_is")
