"""All numbers of the client beside those of the table: breakers, the retry budget, hedging, times and bounds."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.errors import ProviderError, Unclassified
from bot.resilience.table import TABLE, Backoff, Row


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
    probe: Backoff = field(default_factory=lambda: Backoff(base=0.5, factor=1.3, cap=4.0, jitter=0.0))
    ramp: int = 4


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

    `last_call`: a request whose repeats are used up stands in line that long for somebody else's success (longer than a
    minute's limit or a minute's outage), asks once more, and ends. `attempts` bounds the calls of one request whatever the
    rows say (dead keys do not count). `resumes` is how often a recorded provider job is asked for again. `longer` stretches
    the patience after a lost answer. `linger`: how long a call is still listened to after its request has ended, for at most
    `lingering` calls. `line`: how many may wait for their turn before the next one is told so. `key_rest`, `balance_rest`,
    `model_rest`: until a bad key, an empty balance without a reset, a retired model is tried again. `wait_jitter`: up to this
    share is added to a wait that a provider asked for. `first_concurrency`: calls at once before a target has shown what it
    takes. `refresh`: between looks at the store.
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
