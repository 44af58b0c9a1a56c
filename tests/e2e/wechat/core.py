"""A small core behind a platform: it dedupes, draws after a while, delivers, parks and fetches, as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO

from PIL import Image

from bot.errors import BananabotError, WindowShut
from bot.model import Action, Address, Button, Incoming, Picture, StoredPicture
from bot.ports import Answer, ChatPlatform, Document, Parcel, Pending, Receipt, Sheet


def painted(seed: int, *, side: int = 64, noise: bool = False) -> Picture:
    out = BytesIO()
    if noise:
        Image.effect_noise((side, side), 100 + seed % 50).convert("RGB").save(out, "PNG", compress_level=0)
    else:
        Image.new("RGB", (side, side), (seed * 37 % 256, seed * 91 % 256, 120)).save(out, "PNG")
    data = out.getvalue()
    return Picture(data, sha256(data).hexdigest(), "image/png", side, side)


def parcel(job: int, pictures: Sequence[Picture], caption: str = "", *, original: bool = False) -> Parcel:
    sheets = tuple(
        Sheet(StoredPicture(job * 10 + n, job, n, p.digest, p.media_type, p.width, p.height), p)
        for n, p in enumerate(pictures, 1)
    )
    rows = tuple((Button(Action.AGAIN, s.stored.id, "Again"), Button(Action.VARY, s.stored.id, "Vary")) for s in sheets)
    return Parcel(job, sheets, caption or f"a cat\ncode {job}", rows, original=original)


def report() -> Answer:
    """Words with everything that an answer can hold."""
    buttons = ((Button(Action.GET, 1, "1"),),)
    return Answer("report", buttons, painted(11), Document("data.zip", b"PK" * 9, "application/zip"))


@dataclass
class Done:
    """How a job ended: delivered or waiting, and its receipt."""

    job: int
    ending: str = ""
    receipt: Receipt | None = None


def _open() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Core:
    """`draw_seconds` a picture; `count` pictures a job; `expected` is what the queued words promise.

    `storing` cleared: the database takes its time.
    """

    platform: ChatPlatform
    draw_seconds: float = 0.0
    expected: int | None = None
    count: int = 1
    side: int = 64
    noise: bool = False
    toast: str = ""
    incoming: list[Incoming] = field(default_factory=list[Incoming])
    jobs: dict[int, Done] = field(default_factory=dict[int, Done])
    parcels: dict[int, Parcel] = field(default_factory=dict[int, Parcel])
    storing: asyncio.Event = field(default_factory=_open)
    errors: list[BaseException] = field(default_factory=list[BaseException])
    _seen: set[str] = field(default_factory=set[str])
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def receive(self, incoming: Incoming) -> None:
        await self.storing.wait()
        if incoming.event in self._seen:
            return
        self._seen.add(incoming.event)
        self.incoming.append(incoming)
        self._task(incoming)

    def _task(self, incoming: Incoming) -> None:
        task = asyncio.create_task(self._answer(incoming))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.errors.append(error)

    async def settled(self) -> None:
        """Until everything asked for has been answered and drawn."""
        while self._tasks:
            await asyncio.gather(*list(self._tasks), return_exceptions=True)

    async def _answer(self, incoming: Incoming) -> None:
        to = Address(
            incoming.chat.platform,
            incoming.chat.id,
            incoming.chat.kind,
            reply_to=incoming.message,
            hint=incoming.hint,
        )
        words = incoming.text
        if incoming.left:
            return
        if incoming.press is not None:
            await self.platform.acknowledge(incoming.press.token, self.toast)
            words = f"{incoming.press.action.name.lower()} {incoming.press.subject}"
        if words.startswith("取图 "):
            await self._fetch(to, int(words.split()[1]))
        elif words == "/report":
            await self.platform.say(to, report())
        elif words.startswith("/"):
            await self.platform.say(to, Answer("x" * 6000 if words == "/long" else f"answer to {words}"))
        elif incoming.attachments and not words:
            await self.platform.say(to, Answer("what shall I change?"))
        else:
            await self._draw(to, words)

    async def _fetch(self, to: Address, job: int) -> None:
        self.jobs[job].receipt = await self.platform.deliver(to, self.parcels[job])
        self.jobs[job].ending = "fetched"

    async def _draw(self, to: Address, words: str) -> None:
        job = 1000 + len(self.jobs) + 1
        done = self.jobs[job] = Done(job)
        queued = Answer(f"queued {job}", pending=Pending(job, self.expected))
        to = Address(to.platform, to.chat, to.kind, reply_to=to.reply_to, hint=to.hint)
        waiting = await self.platform.say(to, queued)
        await asyncio.sleep(self.draw_seconds)
        pictures = [painted(job * 7 + n, side=self.side, noise=self.noise) for n in range(self.count)]
        self.parcels[job] = parcel(job, pictures, f"{words[:40]}\ncode {job}")
        to = Address(to.platform, to.chat, to.kind, reply_to=to.reply_to, waiting=waiting, hint=to.hint)
        try:
            done.receipt = await self.platform.deliver(to, self.parcels[job])
            done.ending = "delivered"
        except WindowShut:
            done.ending = "waiting"
            await self.platform.say(to, Answer(f"fetch it with 取图 {job}"))
        except BananabotError as error:
            done.ending = type(error).__name__
            await self.platform.say(to, Answer(f"fetch it with 取图 {job}"))
