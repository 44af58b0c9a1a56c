"""Several pictures of one request: those that did not come, though nothing was refused or lost, are asked for once more."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import ProviderError, Throttled
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import submission
from bot.resilience.fleet import Means
from bot.resilience.pursuit import Pursuit

PATIENCE = 60.0  # seconds, or twice what the first ones took: they wait for the others to be delivered
SEEDS = 2**31


async def completed(means: Means, request: ImageRequest, ticket: Ticket) -> Generation:
    """Draw, and draw what is missing. What came first is never lost by that: raises what the first drawing ends with."""
    notes = Notes(ticket)
    first = await _pursued(means, request, replace(ticket, submitted=notes.first))
    now = means.clock.monotonic()
    if not first.again or not means.budget.take(means.policy.row(Throttled()).cost, now):
        return first
    rest = replace(request, count=first.again, seed=_further(request))
    deadline = min(ticket.deadline, now + max(PATIENCE, 2 * first.latency))
    try:
        second = await _pursued(
            means, rest, replace(ticket, submission=None, deadline=deadline, submitted=notes.second)
        )
    except ProviderError:
        return first
    return _joined(first, second)


async def _pursued(means: Means, request: ImageRequest, ticket: Ticket) -> Generation:
    return await Pursuit(means, means.router.able(request), request, ticket).run()


class Notes:
    """What is stored with the job: the provider jobs of both drawings, as long as one target holds them."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self._first = ticket.submission or ""

    async def first(self, note: str) -> None:
        self._first = note
        await self._ticket.submitted(note)

    async def second(self, note: str) -> None:
        target, handle = submission.decode(note)
        if not self._first:
            await self._ticket.submitted(note)
        elif submission.decode(self._first)[0] == target:
            await self._ticket.submitted(f"{self._first}\n{handle}")


def _further(request: ImageRequest) -> int | None:
    """A seed that none of the first pictures had."""
    return None if request.seed is None else (request.seed + request.count) % SEEDS


def _joined(first: Generation, second: Generation) -> Generation:
    return replace(
        first,
        pictures=(*first.pictures, *second.pictures),
        micros=first.micros + second.micros,
        tokens=first.tokens + second.tokens,
        latency=first.latency + second.latency,
        again=0,
    )
