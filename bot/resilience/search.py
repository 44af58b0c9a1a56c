"""One request's search for somebody to ask: at once, by its turn in line, or later if nobody can be asked in time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.errors import NobodyLeft
from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience.able import Able
from bot.resilience.fleet import Means
from bot.resilience.hedging import affordable
from bot.resilience.line import Lease
from bot.resilience.restraints import Moment
from bot.resilience.standing import Standing
from bot.resilience.trail import Trail


class Search:
    """`turn` is the lease that is waited for: the place in line, or the pause before a provider's job is asked for again."""

    def __init__(self, means: Means, able: Sequence[Able], request: ImageRequest, ticket: Ticket, trail: Trail) -> None:
        self._means = means
        self._able = able
        self._request = request
        self._ticket = ticket
        self._trail = trail
        self._place = means.line.place()
        self._began = 0.0
        self.turn: asyncio.Future[Lease] | None = None

    def begin(self) -> Lease | None:
        """Who is asked now; None: it stands in line, where nobody overtakes those who wait already. Raises `NobodyLeft`."""
        line, self._began = self._means.line, self._means.clock.monotonic()
        got = self._ask() if not len(line) else None
        if isinstance(got, Lease):
            return got
        if len(line) >= self._means.policy.line:
            raise self._trail.over(f"{len(line)} requests are waiting already")
        self.turn = line.turn(self._ask, self._place, patient=self._ticket.patient)
        return None

    def waited(self, lease: Lease) -> float:
        """Seconds in line."""
        return lease.started - self._began

    def company(self, slow: Standing) -> Lease | None:
        """A second one for a call that is slow, where that is accepted."""
        at, others = self._moment(), affordable(self._able, slow)
        choice = self._means.router.choose(others, self._trail, self._request, at)
        if choice.able is None or choice.probe or not self._means.hedging.take():
            return None
        return Lease(choice.able, choice.able.standing.start(at), at.mono)

    def later(self, end: NobodyLeft) -> NobodyLeft:
        """In an outage that is known the end says when it may be over, so that the job goes back to the queue.

        So does one that never got its turn, though nobody is out.
        """
        at = self._moment()
        back = self._means.router.reopens(self._able, at)
        if self._trail.patient and back < float("inf"):
            end.retry_at = at.wall + timedelta(seconds=back - at.mono)
        elif not self._trail.attempts:
            end.retry_at = at.wall
        return end

    def leave(self) -> None:
        """Its turn is somebody else's."""
        turn, self.turn = self.turn, None
        if turn is not None:
            turn.cancel()
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._means.launcher.give_back(turn.result())

    def _ask(self) -> Lease | float:
        at = self._moment()
        choice = self._means.router.choose(self._able, self._trail, self._request, at)
        if choice.able is not None:
            standing = choice.able.standing
            return Lease(choice.able, standing.start(at, probe=choice.probe), at.mono, choice.probe)
        if choice.until == float("-inf"):
            raise self._trail.over("no target is left")
        if not self._ticket.deadline <= choice.until < float("inf"):
            return choice.until
        if self._may_be_helped(at):
            return self._ticket.deadline
        error = self._trail.over("nobody can be asked before the deadline")
        error.retry_at = at.wall + timedelta(seconds=choice.until - at.mono)
        raise error

    def _may_be_helped(self, at: Moment) -> bool:
        """It has to wait too long by itself, but others are asking, and what works for them works for it."""
        others = len(self._means.line) > 1 or any(one.standing.slots.in_flight for one in self._able)
        return others and self._means.router.hope(self._able, self._trail, at) < self._ticket.deadline

    def _moment(self) -> Moment:
        return Moment(self._means.clock.monotonic(), self._means.clock.now())
