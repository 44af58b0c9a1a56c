"""A chat platform without a network: remembers what it said, and fails as it is told."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from dataclasses import dataclass, field

from bot.errors import BadReference, DeliveryError, MessageGone
from bot.model import Address, Attachment, Chat, Identity, Picture
from bot.ports import Answer, Parcel, Receipt, Receive, Traits

_PATIENCE = 60.0  # seconds until a test gives up on something that should have come at once


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that stands in a chat now: words, or pictures."""

    message: str
    chat: str
    answer: Answer | None = None
    parcel: Parcel | None = None


@dataclass(eq=False)
class FakeChat:
    """Implements `bot.ports.ChatPlatform`. `faults` are raised by the next deliveries, one each (None: that one works)."""

    name: str = "fake"
    traits: Traits = field(default_factory=Traits)
    admins: set[str] = field(default_factory=set[str])
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    faults: deque[DeliveryError | None] = field(default_factory=deque[DeliveryError | None])
    shown: dict[str, Shown] = field(default_factory=dict[str, Shown])
    said: list[str] = field(default_factory=list[str])
    toasts: list[str] = field(default_factory=list[str])
    parcels: list[Parcel] = field(default_factory=list[Parcel])
    pictures: list[Picture] = field(default_factory=list[Picture])
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, receive: Receive) -> None:
        del receive
        await asyncio.Event().wait()

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        if edit is not None and edit not in self.shown:
            raise MessageGone(f"no message {edit}")
        message = edit or str(next(self._ids))
        self.shown[message] = Shown(message, to.chat, answer=answer)
        self.said.append(answer.text)
        self._stir()
        return message

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            raise fault
        message = str(next(self._ids))
        self.shown[message] = Shown(message, to.chat, parcel=parcel)
        if to.waiting:
            self.shown.pop(to.waiting, None)
        self.parcels.append(parcel)
        self.pictures += [sheet.picture for sheet in parcel.sheets]
        self._stir()
        return Receipt((message,), {sheet.stored.id: f"file-{sheet.stored.digest[:8]}" for sheet in parcel.sheets})

    async def working(self, to: Address) -> None:
        del to

    async def remove(self, to: Address, message: str) -> None:
        if self.shown.pop(message, None) is None:
            raise MessageGone(f"no message {message}")
        self._stir()

    async def acknowledge(self, token: str, text: str = "") -> None:
        self.toasts.append(text)
        self._stir()

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        data = self.files.get(attachment.ref)
        if data is None:
            raise BadReference("reference.gone")
        if len(data) > limit:
            raise BadReference("reference.too_large", megabytes=limit // 1_000_000)
        return data

    async def is_admin(self, chat: Chat, who: Identity) -> bool:
        return who.account in self.admins

    # ── what a test waits for ──

    async def until(self, count: int) -> None:
        """Wait until so many parcels have arrived."""
        async with asyncio.timeout(_PATIENCE):
            while len(self.parcels) < count:
                self._changed.clear()
                await self._changed.wait()

    async def heard(self, words: str) -> str:
        """Wait until something with these words was said; return it whole."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                for text in reversed(self.said):
                    if words in text:
                        return text
                self._changed.clear()
                await self._changed.wait()

    async def cleared(self) -> None:
        """Wait until no words stand in the chat any more, only pictures."""
        async with asyncio.timeout(_PATIENCE):
            while any(shown.answer for shown in self.shown.values()):
                self._changed.clear()
                await self._changed.wait()

    def _stir(self) -> None:
        self._changed.set()
