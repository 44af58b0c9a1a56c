"""What is done about each kind of error, as data: one row a class. Numbers: the source article's, where it gives one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import (
    ContentRefused,
    Exhausted,
    GatewayTimeout,
    KeyRejected,
    ModelRetired,
    NobodyLeft,
    NoPicture,
    NotStarted,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    RequestInvalid,
    Throttled,
    Unclassified,
)


class Next(Enum):
    """Who may be asked after an error."""

    NOBODY = auto()  # final
    ELSEWHERE = auto()  # another target; this one again only when no other is healthy
    AWAY = auto()  # another target; never this one again for this request
    # another target; this one again only after another has gone the same way, and nobody else is left
    BY_TURNS = auto()
    OTHER_PROVIDER = auto()  # a target of another provider
    # this one once more, then another provider; its provider again only after another has gone the same way
    ONCE_MORE = auto()


@dataclass(frozen=True, slots=True)
class Backoff:
    """`base` seconds × `factor` each time, at most `cap`, plus up to `jitter` of it (never less than told).

    Jitter parts those who wait together: the whole of it is for a crowd, and who waits alone waits no longer (`Line.crowd`).
    """

    base: float = 1.0
    factor: float = 2.0
    cap: float = 32.0
    jitter: float = 0.3

    def delay(self, nth: int, random: Callable[[], float]) -> float:
        """Seconds before repeat number `nth` (from 0)."""
        return float(min(self.cap, self.base * self.factor ** min(nth, 32)) * (1.0 + self.jitter * random()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One class of error.

    `retries`: how often one request is repeated on its account; with `pool` the number holds for each target instead, so that
    a pool of keys is walked to its end. `cost`: tokens of the retry budget for a repeat. `blame`: counts against the target in
    its breaker. `resort`: when the repeats are used up, one other provider is asked once, as a last resort. `safe`: surely
    nothing was drawn, so that a request out of retries may still wait in line for a target that has recovered
    (`Policy.last_call`). `backoff`: the wait before the same target is asked again.
    """

    error: type[ProviderError]
    retries: int
    next: Next
    cost: int = 0
    pool: bool = False
    blame: bool = False
    resort: bool = False
    safe: bool = False
    alarm: bool = False
    backoff: Backoff = Backoff(factor=1.0, jitter=0.0)


TABLE: tuple[Row, ...] = (
    Row(error=Throttled, retries=5, next=Next.ELSEWHERE, cost=5, safe=True, backoff=Backoff()),
    Row(error=Overloaded, retries=3, next=Next.ELSEWHERE, cost=14, blame=True, safe=True, backoff=Backoff()),
    Row(error=OutcomeUnknown, retries=1, next=Next.BY_TURNS, cost=14, blame=True),
    Row(error=GatewayTimeout, retries=2, next=Next.BY_TURNS, cost=14, blame=True),
    Row(error=RequestInvalid, retries=0, next=Next.OTHER_PROVIDER, alarm=True),
    Row(error=KeyRejected, retries=1, next=Next.AWAY, pool=True, alarm=True),
    Row(error=Exhausted, retries=1, next=Next.AWAY, pool=True, alarm=True),
    Row(error=ModelRetired, retries=1, next=Next.OTHER_PROVIDER, pool=True, alarm=True),
    Row(error=ContentRefused, retries=0, next=Next.NOBODY),
    Row(error=NoPicture, retries=7, next=Next.ONCE_MORE, cost=5, blame=True),
    Row(error=NobodyLeft, retries=1, next=Next.AWAY, pool=True),
    Row(error=Unclassified, retries=1, next=Next.BY_TURNS, cost=14, blame=True, resort=True),
    Row(error=NotStarted, retries=3, next=Next.ELSEWHERE, cost=14, blame=True, safe=True, backoff=Backoff()),
)
