"""Better words for a prompt, and the same in English: by a language model as often as the operator allows, which is paid for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answers.scene import Scene
from bot.answers.till import Till
from bot.model import Limit
from bot.ports import Polisher, Translator, Worded, WordingStore


class Model(Polisher, Translator, Protocol):
    """A language model does both."""


@dataclass(frozen=True, slots=True)
class Purse:
    """So many questions a person, and the money for everybody together."""

    limits: Sequence[Limit]
    budget: Sequence[Limit]


class Wording:
    """Without a `model` templates find better words, and nothing is translated."""

    def __init__(self, *, templates: Polisher, model: Model | None, store: WordingStore, purse: Purse) -> None:
        self._templates = templates
        self._model = model
        self._store = store
        self._purse = purse
        self._till = Till(store, purse.budget)

    @property
    def translates(self) -> bool:
        """Whether anybody here can."""
        return self._model is not None

    async def polished(self, scene: Scene, prompt: str) -> tuple[str, str]:
        """Better words, and a line about them where they are not the model's; the line is empty where nothing is to be said."""
        if self._model is None or not await self._admitted(scene):
            words = (await self._templates.polish(prompt, scene.language)).words
            return words, "" if self._model is None else scene.say("polish.templates")
        return await self._paid(scene, await self._model.polish(prompt, scene.language)), ""

    async def english(self, scene: Scene, prompt: str) -> str:
        """Empty where nobody can tell, or may be asked now."""
        if self._model is None or not await self._admitted(scene):
            return ""
        return await self._paid(scene, await self._model.english(prompt))

    async def _admitted(self, scene: Scene) -> bool:
        who = str(scene.incoming.chat) if scene.person is None else str(scene.person.id)
        return await self._store.admit(who, self._purse.limits, self._purse.budget, scene.now)

    async def _paid(self, scene: Scene, found: Worded) -> str:
        await self._till.pay([found.bill] if found.bill else [], scene.now)
        return found.words
