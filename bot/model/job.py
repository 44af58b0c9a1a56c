"""Accepted work, from its row in the queue to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.model.people import ChatKind, Identity
from bot.model.request import ImageRequest


class State(StrEnum):
    """The life of a job (see docs/architecture.md). The last five are ends; WAITING ends in the person's hand."""

    ACCEPTED = "accepted"
    DRAWING = "drawing"
    DRAWN = "drawn"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    WAITING = "waiting"
    REFUNDED = "refunded"

    @property
    def ended(self) -> bool:
        return self in {State.DELIVERED, State.WAITING, State.REFUNDED}


class Ending(StrEnum):
    """Why units were given back (stored with a refunded job), or how a delivered one was delivered.

    LATE: given back, and the picture came after that; it is there for nothing.
    """

    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"
    FETCH_CODE = "fetch_code"
    LATE = "late"


class Lane(IntEnum):
    """Lower is sooner. READY needs no drawing; SLOW is served only while no faster lane waits; nobody waits for what is SPARE."""

    READY = 0
    NORMAL = 10
    BATCH = 20
    SLOW = 30
    SPARE = 40

    @property
    def waits(self) -> bool:
        """Whether everybody else goes first, at the providers too."""
        return self >= Lane.BATCH


class Fund(StrEnum):
    """What paid for a job: the calendar allowance, a bought or granted pack, the free slow lane, or nothing (reused).

    SPARE: a provider's allowance that would have expired; drawn ahead, for nobody in particular.
    """

    ALLOWANCE = "allowance"
    PACK = "pack"
    SLOW = "slow"
    REUSED = "reused"
    SPARE = "spare"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a job's answers go, long after its message. `reply_to` and `waiting` are message ids of that platform.

    `hint` is the platform's own (a response URL, a stream id); opaque to the core. `language`: what is read there, if known.
    """

    platform: str
    chat: str
    kind: ChatKind
    thread: str | None = None
    reply_to: str | None = None
    waiting: str | None = None
    hint: str = ""
    language: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Accepted work. `id` is also the code people type: `/get 1234`. `submission` is the provider's own job handle.

    `reused`: nobody drew it, its pictures are an earlier job's, and it costs nothing whatever was reserved.
    """

    id: int
    person: int | None
    identity: Identity | None
    address: Address
    language: str
    request: ImageRequest
    units: int
    state: State
    lane: Lane
    fund: Fund
    created: datetime
    attempts: int = 0
    ending: Ending | None = None
    reason: str = ""
    submission: str | None = None
    parent: int | None = None
    started: datetime | None = None
    ended: datetime | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a job stands in the queue: jobs ahead of it, and the expected wait in seconds (None: no past to judge by)."""

    ahead: int
    seconds: int | None
