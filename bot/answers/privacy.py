"""What is kept about a person: shown, handed over as a ZIP, erased in two steps."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

from bot.answers.exports import Exports, file_name
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import ForgetMe, MyData, Privacy
from bot.errors import NotAllowed
from bot.model import Action
from bot.ports import Answer, Document, PlatformMemory, PrivacyStore


class PrivacyDesk:
    """`policy` is where the operator's privacy policy stands, or empty; `days` how long pictures are kept, if not for ever."""

    def __init__(
        self, *, privacy: PrivacyStore, notes: PlatformMemory, exports: Exports, policy: str, days: int | None = None
    ) -> None:
        self._privacy = privacy
        self._notes = notes
        self._exports = exports
        self._policy = policy
        self._days = days

    commands = (MyData, ForgetMe, Privacy)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case MyData():
                return await self._export(scene)
            case ForgetMe(confirmed=True):
                return await self.forget(scene)
            case ForgetMe():
                person = scene.someone()
                buttons = scene.button(Action.CONFIRM, person.id), scene.button(Action.DISMISS, person.id)
                return Said(scene.alone(scene.say("forgetme.ask"), buttons))
            case Privacy():
                return Said(Answer("\n".join(filter(None, self._kept(scene)))))
            case _:
                raise NotAllowed("command.not_here")

    def _kept(self, scene: Scene) -> Iterator[str]:
        yield scene.say("privacy.text", days=self._days or "")
        yield scene.say("privacy.payments") if scene.platform.traits.sells else ""
        yield scene.say("privacy.policy", link=self._policy) if self._policy else ""

    async def forget(self, scene: Scene) -> Said:
        """Erase. In a group only by the button that its person alone was shown; raises `NotAllowed` for words there."""
        press = scene.incoming.press
        if not scene.private and press is None:
            raise NotAllowed("private.only")
        person, sender = scene.someone(), scene.incoming.sender
        await self._privacy.forget(person.id, scene.now)
        if sender is not None:
            await self._notes.forget(f"{sender.platform}/{sender.account}/")
        if scene.private or press is None:
            return Said(Answer(scene.say("forgetme.done"), afresh=True))
        return Said(toast=scene.say("forgetme.done"), then=partial(self._taken_away, scene, press.message))

    async def _taken_away(self, scene: Scene, question: str, _message: str | None) -> None:
        await scene.platform.remove(scene.address, question)

    async def _export(self, scene: Scene) -> Said:
        """The file itself; where the chat takes none, a link to it. Never in a group."""
        if not scene.private:
            raise NotAllowed("private.only")
        person = scene.someone().id
        link = None if scene.platform.traits.files else await self._exports.link(person, scene.now)
        if link is not None:
            return Said(scene.answer("mydata.link", link=link))
        out = io.BytesIO()
        count = await self._exports.pack(person, out)
        document = Document(file_name(scene.now), out.getvalue(), "application/zip")
        return Said(Answer(scene.say("mydata.done", count=count or 0), document=document))
