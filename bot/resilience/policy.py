"""What is done about each kind of error, as data: one row a class. Numbers: the source article's, where it gives one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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
    BY_TURNS = (
        auto()
    )  # another target; this one again only after another has gone the same way, and nobody else is left
    OTHER_PROVIDER = auto()  # a target of another provider
    ONCE_MORE = (
        auto()
    )  # this one once more, then another provider; its provider again only after another has gone the same way


@dataclass(frozen=True, slots=True)
class Backoff:
    """`base` seconds × `factor` each time, at most `cap`, plus up to `jitter` of it (never less than told).

    Jitter parts those who wait together: the whole of it is for a crowd, and who waits alone hardly waits longer (`Line.crowd`).
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
    its breaker. `safe`: surely nothing was drawn, so that a request out of retries may still wait in line for a target that
    has recovered (`Policy.last_call`). `backoff`: the wait before the same target is asked again.
    """

    error: type[ProviderError]
    retries: int
    next: Next
    cost: int = 0
    pool: bool = False
    blame: bool = False
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
    Row(error=Unclassified, retries=1, next=Next.BY_TURNS, cost=14, blame=True),
    Row(error=NotStarted, retries=3, next=Next.ELSEWHERE, cost=14, blame=True, safe=True, backoff=Backoff()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRule:
    """When a target is left alone, and how it comes back. Times in seconds.

    Opens at `failures` in the window (or in a row) when they are `failure_rate` of the calls that ended there, or when
    as many calls were slow and make up `slow_rate` of those started. A call is slow past `slow_factor` × the usual time,
    and never before `slow_floor`. The window is `window`, or twice the 99th percentile of calls when that is longer.
    Open for `rest`, doubled for each failed probe up to `longest_rest`; when nobody else is left, one probe at a time
    is let through earlier, `probe` seconds apart, growing likewise. Then one call, `ramp` times as many after each success.
    """

    failures: int = 10
    failure_rate: float = 0.5
    slow_factor: float = 5.0
    slow_floor: float = 1.0
    slow_rate: float = 0.8
    window: float = 60.0
    rest: float = 60.0
    longest_rest: float = 600.0
    probe: Backoff = Backoff(base=0.5, factor=1.3, cap=4.0, jitter=0.0)
    ramp: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRule:
    """Tokens for repeats: what a picture took comes back with it, plus `reward`; `trickle` tokens a second besides."""

    capacity: float = 500.0
    reward: float = 1.0
    trickle: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeRule:
    """A second target after the tracked `quantile` of the first, for at most `share` of requests."""

    quantile: float = 0.95
    share: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All numbers of the client. Times in seconds.

    `last_call`: a request whose repeats are used up stands in line that long for somebody else's success (longer than a minute's
    limit or a minute's outage), asks once more, and ends.
    `attempts` bounds the calls of one request whatever the rows say. `resumes` is how often a recorded provider job is
    asked for again. `longer` stretches the patience after a lost answer. `linger`: how long a call is still listened to
    after its request has ended, for at most `lingering` calls. `line`: how many may wait for their turn before the next
    one is told so. `key_rest`, `balance_rest`, `model_rest`: until a bad key, an empty balance without a reset, a retired
    model is tried again. `wait_jitter`: up to this share is added to a wait that a provider asked for.
    `first_concurrency`: calls at once before a target has shown what it takes. `refresh`: between looks at the store.
    """

    rows: tuple[Row, ...] = TABLE
    breaker: BreakerRule = field(default_factory=BreakerRule)
    budget: BudgetRule = field(default_factory=BudgetRule)
    hedge: HedgeRule | None = None
    last_call: float = 75.0
    attempts: int = 12
    resumes: int = 8
    longer: float = 2.0
    linger: float = 120.0
    lingering: int = 64
    line: int = 10_000
    key_rest: float = 900.0
    balance_rest: float = 3600.0
    model_rest: float = 3600.0
    wait_jitter: float = 0.2
    first_concurrency: int = 32
    refresh: float = 0.75

    def row(self, error: ProviderError) -> Row:
        """The row of this error's class, or of the nearest class above it; an unknown one is `Unclassified`."""
        by_class = {row.error: row for row in self.rows}
        for kind in type(error).__mro__:
            if kind in by_class:
                return by_class[kind]
        return by_class[Unclassified]
