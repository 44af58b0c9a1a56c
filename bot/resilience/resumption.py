"""A provider's job that was told to us is asked for again rather than paid again, after a lost answer and after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience import submission
from bot.resilience.able import Able
from bot.resilience.fleet import Means, resumed
from bot.resilience.line import Lease
from bot.resilience.restraints import Moment
from bot.resilience.table import Backoff

_PAUSE = Backoff(base=0.5)


class Resumption:
    """Counts how often one request asks again. It passes every breaker, bench and limit: what is asked for was paid."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._times = 0
        self._given_up: list[tuple[Able, str]] = []

    @property
    def left(self) -> bool:
        return self._times < self._means.policy.resumes

    def recorded(self, able: Sequence[Able], stored: str) -> Lease | None:
        """For the job that a ticket brings along; None: its target is not here any more."""
        target, handle = submission.decode(stored)
        for one in able:
            if one.standing.target.id == target:
                return self._lease(one, handle)
        return None

    async def again(self, able: Able, handle: str) -> Lease:
        """At once the first time, then after a pause that grows."""
        if self._times:
            await self._means.clock.sleep(_PAUSE.delay(self._times - 1, self._means.random.random))
        return self._lease(able, handle)

    def give_up(self, able: Able, handle: str) -> None:
        """Asked for often enough: another target draws it. It may be there later."""
        self._given_up.append((able, handle))

    def forget(self) -> None:
        """Nobody wants it any more."""
        self._given_up.clear()

    def listen(self, request: ImageRequest, ticket: Ticket) -> None:
        """The request has ended: ask once more for what was given up, as for any picture that comes late."""
        for able, handle in self._given_up:
            stored = submission.encode(able.standing.target.id, handle)
            resumed(self._means, (able,), request, replace(ticket, submission=stored))

    def _lease(self, able: Able, handle: str) -> Lease:
        self._times += 1
        at = Moment(self._means.clock.monotonic(), self._means.clock.now())
        return Lease(able, able.standing.start(at, resumed=True), at.mono, handle=handle)
