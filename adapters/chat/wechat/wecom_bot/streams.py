"""Answers under way, shared by every process: what stands on a person's screen now, what shall stand there, and its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.moment import came
from adapters.chat.wechat.notes import Notes
from bot.ports import Clock

_KEPT = 900.0
_LOOK = 0.4  # seconds between two looks at what another process may have changed
_AT_ONCE = 3  # interactions of one person that the platform lets be in progress


@dataclass(frozen=True, slots=True)
class Stream:
    """`opened` in Unix seconds. `pictures` are (content hash, media type). `finish`: nothing may change any more.

    `written`: the platform has the last frame. `revoked`: it never took it, the answer goes another way.
    `brief`: the person has too many in progress, so this one ends with its first words. `booked`: its last frame has its
    place among the messages of the chat.
    """

    id: str
    user: str
    chat: str
    opened: float
    content: str = ""
    pictures: tuple[tuple[str, str], ...] = ()
    card: Body | None = None
    finish: bool = False
    written: bool = False
    revoked: bool = False
    brief: bool = False
    booked: bool = False


class Streams:
    """`life` is how long (seconds) the platform takes changes: 6 minutes over callbacks, 10 over the websocket."""

    def __init__(self, notes: Notes, clock: Clock, life: float) -> None:
        self._notes = notes
        self._clock = clock
        self._life = life
        self._changed: dict[str, asyncio.Event] = {}

    async def open(self, stream: str, user: str, chat: str) -> Stream:
        """The stream of a message, the same for every attempt of the platform."""
        known = await self.get(stream)
        if known is not None:
            return known
        now = self._clock.now().timestamp()
        running = 0

        def joined(ids: Any) -> list[tuple[str, float]]:
            nonlocal running
            kept = [(one, at) for one, at in ids or () if now - at < self._life and one != stream]
            running = len(kept)
            return [*kept, (stream, now)]

        await self._notes.change(user, "streams", joined, _KEPT)
        opened = Stream(stream, user, chat, now, brief=running >= _AT_ONCE - 1)
        await self._notes.change("", f"stream-{stream}", lambda note: note or asdict(opened), _KEPT)
        return await self.get(stream) or opened

    async def get(self, stream: str) -> Stream | None:
        note: Any = await self._notes.get("", f"stream-{stream}") if stream else None
        return None if note is None else _read(note)

    async def writable(self, stream: str) -> Stream | None:
        """The stream, while its answer can still be changed."""
        found = await self.get(stream)
        return None if found is None or found.finish or self.over(found) else found

    def over(self, stream: Stream) -> bool:
        """Whether the platform takes no more changes."""
        return self._clock.now().timestamp() - stream.opened > self._life

    async def end(self, stream: str) -> Stream | None:
        """Nothing may change it any more; what comes later goes another way."""
        return await self.change(stream, lambda one: one if one.finish else replace(one, finish=True))

    async def change(self, stream: str, change: Callable[[Stream], Stream]) -> Stream | None:
        """Change it, and wake whoever waits for that here. None when there is no such stream."""
        after: Stream | None = None

        def changed(note: Any) -> object:
            nonlocal after
            after = None if note is None else change(_read(note))
            return None if after is None else asdict(after)

        await self._notes.change("", f"stream-{stream}", changed, _KEPT)
        if after is not None and (after.written or after.revoked):
            await self._left(after)
        self._event(stream).set()
        return after

    async def await_change(self, stream: str, seconds: float = _LOOK) -> None:
        """Until it changes here, or a moment in which another process may have changed it."""
        event = self._event(stream)
        if await came(event, seconds):
            event.clear()

    async def taken(self, stream: str, seconds: float) -> bool:
        """Whether the platform takes the last frame within `seconds`; if not, it is revoked for good."""
        until = self._clock.monotonic() + seconds
        while self._clock.monotonic() < until:
            found = await self.get(stream)
            if found is None or found.written or found.revoked:
                return found is not None and found.written
            await self.await_change(stream)
        last = await self.change(stream, lambda one: one if one.written else replace(one, revoked=True))
        self.forget(stream)
        return last is not None and last.written

    def forget(self, stream: str) -> None:
        """Nobody here waits for it any more."""
        self._changed.pop(stream, None)

    async def _left(self, stream: Stream) -> None:
        def rest(ids: Any) -> object:
            return [(one, at) for one, at in ids or () if one != stream.id] or None

        await self._notes.change(stream.user, "streams", rest, _KEPT)

    def _event(self, stream: str) -> asyncio.Event:
        return self._changed.setdefault(stream, asyncio.Event())


def _read(note: Any) -> Stream:
    fields: dict[str, Any] = {**note, "pictures": tuple((digest, kind) for digest, kind in note["pictures"])}
    return Stream(**fields)
