"""One call on its way to one target, and the event that tells of it at its end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.errors import BananabotError, OutcomeUnknown, ProviderError, Throttled
from bot.model import Generation
from bot.resilience.line import Lease
from bot.resilience.observe import Attempt

Answer = Generation | BananabotError


@dataclass(eq=False, slots=True, kw_only=True)
class Flight:
    """A call on its way. `task` never raises but when cancelled: errors are answers. `handle`: the provider's job, if told.

    `stray`: the request no longer waits for it alone; `late`: the request has ended. `patience` is when it becomes a stray.
    `wasted`: micro-USD for answers without a picture.
    """

    lease: Lease
    number: int
    waited: float = 0.0
    hedge: bool = False
    resumed: bool = False
    handle: str | None = None
    patience: float = float("inf")
    hedge_at: float = float("inf")
    extended: bool = False
    stray: bool = False
    late: bool = False
    wasted: int = 0
    task: asyncio.Task[Answer] = field(init=False)


def told(flight: Flight, job: int, seconds: float, answer: Answer | None) -> Attempt:
    """How it went; no answer: it was cancelled."""
    outcome, detail, request_id, micros = type(answer).__name__, "", "", flight.wasted
    match answer:
        case None:
            outcome = "cancelled"
        case Generation():
            outcome, micros, request_id = "picture", micros + answer.micros, answer.request_id
        case Throttled():
            request_id, detail = answer.request_id, f"{answer.detail} (retry after {answer.retry_after} s)"
        case ProviderError():
            request_id, detail = answer.request_id, answer.detail
        case _:
            detail = str(answer)
    return Attempt(
        job=job,
        target=flight.lease.able.standing.target.id,
        number=flight.number,
        outcome=outcome,
        seconds=seconds,
        waited=flight.waited,
        micros=micros,
        request_id=request_id,
        detail=detail,
        resumed=flight.resumed,
        hedge=flight.hedge,
        probe=flight.lease.probe,
        perhaps_paid=answer is None or isinstance(answer, OutcomeUnknown),
        late=flight.late,
    )
