"""Styles and wording: presets to choose from, the one a person keeps, and prompts improved before anything is spent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.answers.offers import Offer, Offers
from bot.answers.scene import Said, Scene
from bot.answers.wording import Wording
from bot.commands.entry import Command
from bot.commands.picture import Polish, SetStyle, ShowStyles
from bot.errors import NotAllowed
from bot.model import Action, ImageRequest, Picture
from bot.ports import Answer, PeopleStore
from bot.texts.styles import Style, Styles

Sheet = Callable[[Styles, str], Awaitable[Picture]]
"""Draws all styles as one picture, with their names in a language."""


class Styling:
    def __init__(self, *, styles: Styles, people: PeopleStore, sheet: Sheet, wording: Wording, offers: Offers) -> None:
        self._styles = styles
        self._people = people
        self._sheet = sheet
        self._wording = wording
        self._offers = offers

    commands = (ShowStyles, SetStyle, Polish)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case ShowStyles():
                return Said(late=partial(self._shown, scene))  # the first sheet of a process takes seconds to draw
            case SetStyle(name=name):
                return Said(await self._set(scene, name))
            case Polish(request=request):
                return await self.polish(scene, request)
            case _:
                raise NotAllowed("command.not_here")

    def styled(self, scene: Scene, request: ImageRequest) -> ImageRequest:
        """The request in the style its person keeps, unless it names one itself."""
        kept = self.kept(scene) if request.style is None else None
        return replace(request, style=kept.name) if kept is not None else request

    def kept(self, scene: Scene) -> Style | None:
        """The style that the person who asks has chosen for all pictures, if it is still there."""
        return self._styles.find(scene.style) if scene.style else None

    async def polish(self, scene: Scene, request: ImageRequest) -> Said:
        """Show the better wording first; only a press on the button spends anything."""
        words, note = await self._wording.polished(scene, request.prompt)
        if not words or words == request.prompt:
            return Said(scene.answer("polish.same"))
        number = await self._offers.make(scene, Offer("polished", replace(request, prompt=words)))
        buttons = scene.button(Action.DRAW, number), scene.button(Action.DISMISS, number)
        answer = scene.answer("polish.offer", *buttons, prompt=words)
        return Said(replace(answer, text=f"{answer.text}\n{note}") if note else answer)

    async def _shown(self, scene: Scene) -> Answer:
        if not len(self._styles):
            return scene.answer("styles.none")
        lines = [scene.say("styles.line", id=s.name, name=s.title(scene.language)) for s in self._styles]
        words = "\n".join([scene.say("styles.title", count=len(self._styles)), *lines])
        shown = scene.platform.traits.illustrated
        return Answer(words, picture=await self._sheet(self._styles, scene.language) if shown else None)

    async def _set(self, scene: Scene, name: str | None) -> Answer:
        person = scene.someone()
        style = self._styles.find(name) if name else None
        await self._people.set_style(person.id, style.name if style else "")
        return scene.answer("styles.set", name=style.title(scene.language)) if style else scene.answer("styles.cleared")
