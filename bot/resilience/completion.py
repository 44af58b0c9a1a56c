"""Several pictures of one request: those that did not come, though nothing was refused or lost, are asked for again."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import ProviderError, Throttled
from bot.model import SEEDS, Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import submission
from bot.resilience.fleet import Means
from bot.resilience.pursuit import Pursuit

PATIENCE = 60.0  # seconds, or twice what the first ones took: they wait for the others to be delivered


async def completed(means: Means, request: ImageRequest, ticket: Ticket) -> Generation:
    """Draw, and draw what is missing while that brings more. Raises what the first drawing ends with; later ones lose nothing."""
    notes = Notes(ticket)
    drawn = await _pursued(means, request, replace(ticket, submitted=notes.write))
    until = min(ticket.deadline, means.clock.monotonic() + max(PATIENCE, 2 * drawn.latency))
    asked = request.count
    while drawn.again and means.budget.take(means.policy.row(Throttled()).cost, means.clock.monotonic()):
        notes.keep()
        rest = replace(request, count=drawn.again, seed=_further(request, asked))
        asked += rest.count
        again = replace(ticket, submission=None, deadline=until, submitted=notes.write)
        try:
            drawn = _joined(drawn, await _pursued(means, rest, again))
        except ProviderError:
            break
    return drawn


async def _pursued(means: Means, request: ImageRequest, ticket: Ticket) -> Generation:
    return await Pursuit(means, means.router.able(request), request, ticket).run()


class Notes:
    """What is stored with the job: the provider jobs of all its drawings, as long as one target holds them."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self._kept = ""
        self._last = ticket.submission or ""

    def keep(self) -> None:
        """The next drawing begins: what was noted stays."""
        self._kept = self._last

    async def write(self, note: str) -> None:
        target, handle = submission.decode(note)
        if self._kept and submission.decode(self._kept)[0] != target:
            return
        self._last = f"{self._kept}\n{handle}" if self._kept else note
        await self._ticket.submitted(self._last)


def _further(request: ImageRequest, asked: int) -> int | None:
    """A seed that none of those asked for before had."""
    return None if request.seed is None else (request.seed + asked) % SEEDS


def _joined(drawn: Generation, more: Generation) -> Generation:
    return replace(
        drawn,
        pictures=(*drawn.pictures, *more.pictures),
        micros=drawn.micros + more.micros,
        tokens=drawn.tokens + more.tokens,
        latency=drawn.latency + more.latency,
        again=more.again,
    )
