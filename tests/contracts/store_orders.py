"""Orders, pictures and receipts for the store's contract, with everything that a test does not care about filled in."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model import (
    Address,
    Chat,
    ChatKind,
    Ending,
    Fund,
    Generation,
    Identity,
    ImageRequest,
    Job,
    Lane,
    Limit,
    Person,
    Picture,
    Price,
    ScopeKind,
    WindowKind,
)
from bot.ports import Order, Receipt
from storage.store import Store
from tests.fakes.clock import NOON

DAY, MONTH, MINUTE = WindowKind.DAY, WindowKind.MONTH, WindowKind.MINUTE
OWNER = "worker-1"
LEASE = 60.0

_events = itertools.count(1)


def private(account: str = "ann", platform: str = "console") -> Chat:
    return Chat(platform, account, ChatKind.PRIVATE)


def group(chat: str = "club", platform: str = "console") -> Chat:
    return Chat(platform, chat, ChatKind.GROUP)


def limits(**by_scope: str) -> dict[ScopeKind, Sequence[Limit]]:
    """`limits(person="10/day")`; several with commas."""
    return {
        ScopeKind(scope): [Limit(int(amount), WindowKind(window)) for amount, window in _pairs(text)]
        for scope, text in by_scope.items()
    }


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(part.split("/")[0], part.split("/")[1]) for part in text.split(",")]


async def somebody(store: Store, account: str = "ann", platform: str = "console", timezone: str = "UTC") -> Person:
    return await store.people.person(Identity(platform, account, account.title()), "en", timezone)


def order(
    person: Person | None,
    *,
    chat: Chat | None = None,
    account: str = "ann",
    event: str | None = None,
    units: int = 1,
    micros: int = 0,
    count: int = 1,
    prompt: str = "a red fox",
    references: tuple[str, ...] = (),
    defaults: Mapping[ScopeKind, Sequence[Limit]] | None = None,
    lane: Lane = Lane.NORMAL,
    fund: Fund = Fund.ALLOWANCE,
    cap: int = 1000,
    parent: int | None = None,
) -> Order:
    chat = chat or private(account)
    sender = None if person is None else Identity(chat.platform, account, account.title())
    return Order(
        event=event or f"e{next(_events)}",
        chat=chat,
        sender=sender,
        person=person,
        address=Address(chat.platform, chat.id, chat.kind, reply_to="m1"),
        language="en",
        timezone="UTC" if person is None else person.timezone,
        request=ImageRequest(prompt=prompt, references=references, count=count),
        price=Price(units, micros),
        lane=lane,
        fund=fund,
        parent=parent,
        defaults=defaults or {},
        cap=cap,
    )


def generation(*names: str, micros: int = 0, provider: str = "sketch") -> Generation:
    """Pictures whose bytes are their names."""
    pictures = tuple(
        Picture(name.encode(), hashlib.sha256(name.encode()).hexdigest(), "image/png", 64, 64) for name in names
    )
    return Generation(pictures=pictures, provider=provider, model=f"{provider}-1", micros=micros, latency=2.0)


async def draw(store: Store, job: Job, *names: str, micros: int = 0, now: datetime = NOON) -> None:
    """Store the pictures of a claimed job."""
    made = generation(*(names or (f"picture {job.id}",)), micros=micros)
    for picture in made.pictures:
        await store.blobs.put(picture.data)
    await store.jobs.drawn(OWNER, job.id, made, now)


async def finish(store: Store, job: Job, *names: str, micros: int = 0, now: datetime = NOON) -> None:
    """From claimed to delivered."""
    await draw(store, job, *names, micros=micros, now=now)
    await store.jobs.delivering(OWNER, job.id, now)
    await store.jobs.delivered(OWNER, job.id, Receipt((f"out-{job.id}",)), Ending.CONFIRMED, now)
