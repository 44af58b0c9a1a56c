"""THE MAIN FLOW: one message in, one answer out; every error ends here, as words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.answers.reception import Reception
from bot.answers.scene import Said, Scene
from bot.answers.voice import Voice
from bot.errors import Rejection, StoreError
from bot.model import Identity, Incoming, Mode
from bot.ports import Admission, ChatPlatform, Clock, Inbox, PrivacyStore
from bot.texts import Texts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """The operator's defaults for everybody who has not chosen."""

    language: str = "en"
    timezone: str = "UTC"
    owners: frozenset[Identity] = field(default_factory=frozenset[Identity])


class Conversation:
    """`receive` returns when what a message asks for is safely stored; its answer is said right after."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        inbox: Inbox,
        privacy: PrivacyStore,
        reception: Reception,
        texts: Texts,
        clock: Clock,
        house: House,
    ) -> None:
        self._platforms = platforms
        self._inbox = inbox
        self._privacy = privacy
        self._reception = reception
        self._texts = texts
        self._clock = clock
        self._house = house
        self._handling: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._voice = Voice()

    async def receive(self, incoming: Incoming) -> None:
        """Handle a message once, however often and however concurrently its platform delivers it."""
        key = (incoming.chat.platform, incoming.event)
        task = self._handling.get(key)
        if task is None:
            task = asyncio.create_task(self._handle(incoming))
            self._handling[key] = task
            task.add_done_callback(lambda _: self._handling.pop(key, None))
        await asyncio.shield(task)

    async def close(self) -> None:
        """Let what is being said be said; longer speeches stop."""
        await self._reception.close()
        await asyncio.gather(*self._handling.values(), return_exceptions=True)
        await self._voice.close()

    # ── one message ──

    async def _handle(self, incoming: Incoming) -> None:
        now = self._clock.now()
        try:
            admission = await self._inbox.admit(
                incoming, incoming.language or self._house.language, self._house.timezone, now
            )
        except StoreError:
            log.exception("nothing can be remembered just now", extra={"event": incoming.event})
            scene = self._scene(incoming, Admission(None, None, seen=False), now)
            self._voice.speak(scene, Said(scene.answer("error.store")))
            return
        if incoming.left:
            await self._farewell(incoming, now)
            return
        if admission.seen or not _meant(incoming, admission):
            return
        scene = self._scene(incoming, admission, now)
        said = await self._answer(scene)
        self._voice.speak(scene, said)
        if not said.kept:
            await self._done(incoming, now)

    async def _farewell(self, incoming: Incoming, now: datetime) -> None:
        """They left our account: what is theirs is erased, their use stays under its keyed hash."""
        try:
            if incoming.sender is not None:
                await self._privacy.forget_identity(incoming.sender, now)
        except StoreError:
            log.exception("somebody who left is not forgotten yet", extra={"event": incoming.event})

    async def _done(self, incoming: Incoming, now: datetime) -> None:
        try:
            await self._inbox.done(incoming.chat.platform, incoming.event, now)
        except StoreError:  # at worst the same words are said again after a restart; a job is never made twice
            log.exception("cannot remember that this is handled", extra={"event": incoming.event})

    async def _answer(self, scene: Scene) -> Said:
        try:
            return await self._reception.answer(scene)
        except Rejection as rejection:
            return await self._rejected(scene, rejection)
        except StoreError:
            log.exception("the store failed", extra={"event": scene.incoming.event})
            return Said(scene.answer("error.store"))
        except Exception:
            log.exception("unexpected", extra={"event": scene.incoming.event})
            return Said(scene.answer("error.unexpected"))

    async def _rejected(self, scene: Scene, rejection: Rejection) -> Said:
        try:
            return await self._reception.reject(scene, rejection)
        except StoreError:
            log.exception("the store failed", extra={"event": scene.incoming.event})
            return Said(scene.answer("error.store"))

    def _scene(self, incoming: Incoming, admission: Admission, now: datetime) -> Scene:
        person, group = admission.person, admission.group
        language = (group and group.language) or (person and person.language) or self._house.language
        timezone = (person and person.timezone) or (group and group.timezone) or self._house.timezone
        return Scene(
            incoming=incoming,
            platform=self._platforms[incoming.chat.platform],
            person=person,
            group=group,
            language=self._texts.nearest(language),
            timezone=timezone,
            house_timezone=self._house.timezone,
            texts=self._texts,
            now=now,
            owner=incoming.sender in self._house.owners,
            style=admission.style,
        )


def _meant(incoming: Incoming, admission: Admission) -> bool:
    """Whether the bot was spoken to: always when addressed, else only where a group's admins opened it to every message."""
    if incoming.addressed or incoming.press is not None:
        return True
    return admission.group is not None and admission.group.mode is Mode.ALL
