"""What a person has asked for, priced and addressed, and the job it became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.model import Address, Chat, Fund, Identity, ImageRequest, Job, Lane, Limit, Person, Price, ScopeKind, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Everything `accept` needs to decide in one transaction.

    `sender` is None for a chat identity (the group's rules alone apply). `defaults` are the operator's limits by scope.
    `cap` is how many jobs the person may have unfinished. Nobody claims it before `hold` seconds have passed.
    `known`: keys (see `ReuseStore`) under which its pictures may be there; if they are, it is served from them for nothing.
    """

    event: str
    chat: Chat
    sender: Identity | None
    person: Person | None
    address: Address
    language: str
    timezone: str
    request: ImageRequest
    price: Price
    lane: Lane = Lane.NORMAL
    fund: Fund = Fund.ALLOWANCE
    parent: int | None = None
    defaults: Mapping[ScopeKind, Sequence[Limit]] = field(default_factory=dict[ScopeKind, Sequence[Limit]])
    cap: int = 20
    hold: float = 0.0
    known: Sequence[str] = ()

    def free(self) -> Order:
        """The same order, to be served from what is there."""
        lane = self.lane if self.lane is Lane.BATCH else Lane.READY
        return replace(self, fund=Fund.REUSED, lane=lane, hold=0.0)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The job of an order. `fresh` is False when the same event had been accepted before.

    `near`: the rule that this order took over its last fifth, with what is left.
    """

    job: Job
    fresh: bool
    near: Usage | None = None
