"""A word to everybody: shown to its owner first, sent at a pace platforms bear, each chat once whatever happens."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.operator import Broadcast
from bot.errors import DeliveryError, NotAllowed, NotFound, SlowDown, StoreError, Unreachable
from bot.model import Action, Address, Chat
from bot.ports import Answer, ChatPlatform, Clock, OfficeStore, PlatformMemory

log = logging.getLogger(__name__)

_KEPT = 7 * 86_400.0  # seconds
_PACE = 0.05  # seconds between two chats: platforms close to 30 a second
_TRIES = 3
_MOST = 1 << 47  # a number fits a signed button on every platform


class Broadcasts:
    """Pressing Yes again after a restart goes on where it stopped."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        office: OfficeStore,
        notes: PlatformMemory,
        clock: Clock,
    ) -> None:
        self._platforms = platforms
        self._office = office
        self._notes = notes
        self._clock = clock
        self._sending: dict[int, asyncio.Task[None]] = {}

    commands = (Broadcast,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for everybody but owners."""
        if not scene.owner or not isinstance(command, Broadcast):
            raise NotAllowed("owner.only")
        number = secrets.randbelow(_MOST)
        await self._notes.put(_key(number), command.text, scene.now, _KEPT)
        buttons = scene.button(Action.CONFIRM, number), scene.button(Action.DISMISS, number)
        count = len(await self._everybody())
        return Said(scene.answer("broadcast.ask", *buttons, count=count, text=command.text))

    async def confirmed(self, scene: Scene, number: int) -> Said | None:
        """Send it, once; None: this number is no broadcast. Raises `NotAllowed` for everybody but owners."""
        text = await self._notes.get(_key(number), scene.now)
        if text is None:
            return None
        if not scene.owner:
            raise NotAllowed("owner.only")
        if number in self._sending:
            raise NotFound("press.twice")
        chats = await self._everybody()
        task = asyncio.create_task(self._send(scene, number, text, chats))
        self._sending[number] = task
        task.add_done_callback(lambda _: self._sending.pop(number, None))
        return Said(scene.answer("broadcast.started", count=len(chats)))

    async def close(self) -> None:
        """Stop sending; what was sent is remembered."""
        for task in self._sending.values():
            task.cancel()
        await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def _everybody(self) -> list[Chat]:
        """Every chat that somebody asked in, on platforms that may write without being asked."""
        writing = [name for name, platform in self._platforms.items() if platform.traits.pushes]
        return [chat for name in sorted(writing) for chat in await self._office.reachable(name)]

    async def _send(self, scene: Scene, number: int, text: str, chats: Sequence[Chat]) -> None:
        sent = failed = 0
        try:
            for chat in chats:
                if not await self._notes.swap(f"{_key(number)}/{chat}", None, "1", scene.now, _KEPT):
                    continue  # before a restart
                if await self._told(number, chat, text):
                    sent += 1
                else:
                    failed += 1
                await self._clock.sleep(_PACE)
            await self._notes.swap(_key(number), text, None, self._clock.now(), _KEPT)
            await scene.platform.say(scene.address, scene.answer("broadcast.done", sent=sent, failed=failed))
        except (DeliveryError, StoreError):
            log.exception("a broadcast stopped", extra={"sent": sent, "failed": failed})

    async def _told(self, number: int, chat: Chat, text: str) -> bool:
        """A chat that was not reached because we are told to stop is not counted as told."""
        try:
            return await self._sent(chat, text)
        except asyncio.CancelledError:
            await self._notes.swap(f"{_key(number)}/{chat}", "1", None, self._clock.now(), _KEPT)
            raise

    async def _sent(self, chat: Chat, text: str) -> bool:
        platform = self._platforms[chat.platform]
        for _ in range(_TRIES):
            try:
                await platform.say(Address(chat.platform, chat.id, chat.kind), Answer(text))
            except SlowDown as slow:
                await self._clock.sleep(slow.retry_after)
            except Unreachable:
                await self._office.lost(chat.platform, chat.id, lost=True, now=self._clock.now())
                return False
            except DeliveryError as error:
                log.info("not told", extra={"chat": str(chat), "error": str(error)})
                return False
            else:
                return True
        return False


def _key(number: int) -> str:
    return f"broadcasts//{number}"
