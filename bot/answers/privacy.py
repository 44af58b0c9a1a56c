"""What is kept about a person: shown, handed over as a ZIP, erased in two steps."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import ForgetMe, MyData, Privacy
from bot.errors import NotAllowed
from bot.model import Action
from bot.ports import Answer, BlobStore, Document, Export, PlatformMemory, PrivacyStore

_SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}


class PrivacyDesk:
    """`policy` is where the operator's privacy policy stands, or empty; `days` how long pictures are kept, if not for ever."""

    def __init__(
        self, *, privacy: PrivacyStore, notes: PlatformMemory, blobs: BlobStore, policy: str, days: int | None = None
    ) -> None:
        self._privacy = privacy
        self._notes = notes
        self._blobs = blobs
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
        await self._notes.forget(f"people/{person.id}/")
        await self._notes.forget(f"offers/{person.id}/")
        if sender is not None:
            await self._notes.forget(f"{sender.platform}/{sender.account}/")
        if scene.private or press is None:
            return Said(Answer(scene.say("forgetme.done"), afresh=True))
        return Said(toast=scene.say("forgetme.done"), then=partial(self._taken_away, scene, press.message))

    async def _taken_away(self, scene: Scene, question: str, _message: str | None) -> None:
        await scene.platform.remove(scene.address, question)

    async def _export(self, scene: Scene) -> Said:
        if not scene.private:
            raise NotAllowed("private.only")
        export = await self._privacy.export(scene.someone().id)
        pictures = {digest: data for digest in export.digests if (data := await self._blobs.get(digest)) is not None}
        packed = await asyncio.to_thread(_packed, export, pictures)
        name = f"bananabot-{scene.now:%Y-%m-%d}.zip"
        words = scene.say("mydata.done", count=len(pictures))
        return Said(Answer(words, document=Document(name, packed, "application/zip")))


def _packed(export: Export, pictures: Mapping[str, bytes]) -> bytes:
    """One JSON file a table and every picture under its hash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for table, rows in export.tables.items():
            archive.writestr(f"{table}.json", json.dumps(list(rows), ensure_ascii=False, indent=1))
        for digest, data in pictures.items():
            suffix = next((end for start, end in _SUFFIXES.items() if data.startswith(start)), "bin")
            archive.writestr(f"pictures/{digest}.{suffix}", data)
    return out.getvalue()
