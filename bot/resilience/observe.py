"""What the client tells the outside: one event for each attempt, alarms for the operator, and how every target stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.model import Generation


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call to one target, at its end. `outcome` is `picture`, `cancelled` or the error's class name.

    `seconds` is the call alone, `waited` the time in line before it. `perhaps_paid` marks a lost answer. `late`: the answer came
    after the request had ended or had been served by another target.
    """

    job: int
    target: str
    number: int
    outcome: str
    seconds: float
    waited: float = 0.0
    micros: int = 0
    request_id: str = ""
    detail: str = ""
    resumed: bool = False
    hedge: bool = False
    probe: bool = False
    perhaps_paid: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that only the operator can mend. `cause` is an error's class name, `subject` the key, model or parameter."""

    cause: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStatus:
    """How a target stands now. `reason` says why.

    `state`: `ready`, `failing` (it is still asked), `open`, `probing`, `benched`, `throttled`, `paced`, `used up`. Latencies in
    seconds (None: no call yet). `left` is what is left of the allowance until it `resets` (None: unlimited or unknown), shared by
    all targets of the same `group`.
    """

    id: str
    state: str
    reason: str
    until: datetime | None
    in_flight: int
    limit: int
    calls: int
    pictures: int
    errors: dict[str, int] = field(default_factory=dict[str, int])
    p50: float | None = None
    p95: float | None = None
    left: int | None = None
    resets: datetime | None = None
    group: str = ""
    used_today: int = 0
    micros_today: int = 0


class Observer(Protocol):
    """Where events go. Quick and never raising: it is called in the middle of the work."""

    def attempt(self, attempt: Attempt) -> None: ...

    def alarm(self, alarm: Alarm) -> None:
        """Once for each cause among all workers, until it has been mended."""
        ...


class Silent:
    """Nobody watches."""

    def attempt(self, attempt: Attempt) -> None: ...

    def alarm(self, alarm: Alarm) -> None: ...


class Late(Protocol):
    """Takes a picture that came after its request had ended: it may have been paid, so it is kept."""

    async def __call__(self, job: int, generation: Generation) -> None: ...


async def forget(job: int, generation: Generation) -> None:
    """Default of `late`: nobody keeps it."""
    del job, generation
