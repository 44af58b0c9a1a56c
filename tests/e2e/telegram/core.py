"""A small core behind the platform: it dedupes, says "queued", draws at once, delivers; as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO

from PIL import Image

from bot.errors import BananabotError
from bot.model import Action, Address, Button, Incoming, Picture, StoredPicture
from bot.ports import Answer, ChatPlatform, Parcel, Pending, Receipt, Sheet

ACTIONS = (Action.AGAIN, Action.VARY, Action.EDIT, Action.ORIGINAL, Action.DELETE)


def painted(seed: int, *, width: int = 64, height: int = 64, noise: bool = False) -> Picture:
    out = BytesIO()
    if noise:
        Image.effect_noise((width, height), 100 + seed % 50).convert("RGB").save(out, "PNG", compress_level=0)
    else:
        Image.new("RGB", (width, height), (seed * 37 % 256, seed * 91 % 256, 120)).save(out, "PNG")
    data = out.getvalue()
    return Picture(data, sha256(data).hexdigest(), "image/png", width, height)


def parcel_of(job: int, pictures: list[Picture], caption: str = "", *, original: bool = False) -> Parcel:
    stored = [
        StoredPicture(job * 10 + number, job, number, p.digest, p.media_type, p.width, p.height)
        for number, p in enumerate(pictures, 1)
    ]
    return Parcel(
        job,
        tuple(Sheet(one, picture) for one, picture in zip(stored, pictures, strict=True)),
        caption or f"a cat\n#{job}",
        tuple(tuple(Button(action, one.id, action.name.title()) for action in ACTIONS) for one in stored),
        original=original,
    )


def address(incoming: Incoming) -> Address:
    chat = incoming.chat
    return Address(chat.platform, chat.id, chat.kind, thread=chat.thread, reply_to=incoming.message, hint=incoming.hint)


@dataclass
class Core:
    """`gate` cleared: the database takes its time; `gates` hold single messages by their text.

    `failures` are raised by the next receives."""

    platform: ChatPlatform
    count: int = 1
    drawn: Callable[[int], list[Picture]] | None = None
    incoming: list[Incoming] = field(default_factory=list[Incoming])
    receipts: dict[int, Receipt] = field(default_factory=dict[int, Receipt])
    endings: dict[int, str] = field(default_factory=dict[int, str])
    failures: list[Exception] = field(default_factory=list[Exception])
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    gates: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: set[str] = field(default_factory=set[str])
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def __post_init__(self) -> None:
        self.gate.set()

    async def receive(self, incoming: Incoming) -> None:
        await self.gate.wait()
        if incoming.text in self.gates:
            await self.gates[incoming.text].wait()
        if self.failures:
            raise self.failures.pop(0)
        if incoming.event in self._seen:
            return
        self._seen.add(incoming.event)
        self.incoming.append(incoming)
        task = asyncio.create_task(self._answer(incoming))
        self._tasks.add(task)
        self.heard.set()
        self.heard = asyncio.Event()

    async def until_heard(self, count: int, seconds: float = 60.0) -> list[Incoming]:
        async with asyncio.timeout(seconds):
            while len(self.incoming) < count:
                await self.heard.wait()
        return self.incoming

    async def settled(self) -> None:
        """Until everything asked for has been answered; raises what an answer raised."""
        await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, incoming: Incoming) -> None:
        to = address(incoming)
        if incoming.press is not None:
            await self.platform.acknowledge(incoming.press.token, f"{incoming.press.action.name} it is")
            await self.platform.say(to, Answer(f"{incoming.press.action.name} {incoming.press.subject}"))
        elif incoming.text.startswith("/quota"):
            await self.platform.say(to, Answer("9 left", quiet_to=incoming.sender))
        elif incoming.addressed:
            await self._draw(to, incoming)

    async def _draw(self, to: Address, incoming: Incoming) -> None:
        job = 1000 + len(self.endings)
        self.endings[job] = "drawing"
        waiting = await self.platform.say(to, Answer("queued", pending=Pending(job)))
        to = replace(to, waiting=waiting)
        await self.platform.say(to, Answer("drawing", pending=Pending(job)), edit=waiting)
        await self.platform.working(to)
        pictures = self.drawn(job) if self.drawn else [painted(job + n) for n in range(self.count)]
        try:
            receipt = await self.platform.deliver(to, parcel_of(job, pictures, f"{incoming.text}\n#{job}"))
            self.receipts[job], self.endings[job] = receipt, "delivered"
            if receipt.left is not None:
                await self.platform.remove(to, receipt.left)
        except BananabotError as error:
            self.endings[job] = type(error).__name__
