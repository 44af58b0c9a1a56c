"""One request on its way through the targets until there is a picture, a final no, or no time left."""

from __future__ import annotations

import asyncio

from bot.errors import BananabotError, NobodyLeft, NotStarted, OutcomeUnknown, ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience.able import Able
from bot.resilience.fleet import Fleet, Means
from bot.resilience.flight import Flight
from bot.resilience.line import Lease
from bot.resilience.resumption import Resumption
from bot.resilience.search import Search
from bot.resilience.standing import Standing
from bot.resilience.trail import Trail


class Pursuit:
    """`run` it once. Several calls may be in the air: the first picture wins, the others are listened to as latecomers."""

    def __init__(self, means: Means, able: list[Able], request: ImageRequest, ticket: Ticket) -> None:
        self._means = means
        self._able = able
        self._request = request
        self._ticket = ticket
        self._trail = Trail(means.policy, means.budget, means.random, means.line.crowd)
        self._fleet = Fleet(means, request, ticket)
        self._search = Search(means, able, request, ticket, self._trail)
        self._resumption = Resumption(means)
        self._over: ProviderError | None = None

    async def run(self) -> Generation:
        """Raises `ProviderError` (`ContentRefused`, `RequestInvalid` of the person's own making, else `NobodyLeft`)."""
        self._means.hedging.asked()
        try:
            self._resume()
            while True:
                self._seek()
                picture = await self._step()
                if picture is not None:
                    self._means.budget.give(self._trail.spent, self._now())
                    return picture
        except asyncio.CancelledError:
            await self._fleet.abandon()
            self._resumption.forget()
            raise
        finally:
            self._leave()

    async def _step(self) -> Generation | None:
        """Wait for the next thing that happens and draw the conclusions."""
        now = self._now()
        if now >= self._ticket.deadline:
            raise self._late()
        turn = self._search.turn
        done = await self._fleet.wait(turn, now)
        if turn is not None and turn in done:
            self._turned(turn)
        for flight in self._fleet.landed():
            answer = flight.task.result()
            if isinstance(answer, Generation):
                return answer
            self._failed(flight, answer)
        self._hurry()
        return None

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _seek(self) -> None:
        """See to it that somebody is being asked, or that we stand in line; else wait for strays, else the end."""
        if self._search.turn is not None or self._fleet.awaited:
            return
        if self._over is None:
            try:
                lease = self._search.begin()
            except NobodyLeft as error:
                self._over = error
            else:
                if lease is not None:
                    self._launch(lease)
                return
        if not self._fleet:
            raise self._over

    def _launch(self, lease: Lease, *, hedge: bool = False) -> None:
        self._trail.attempts += lease.handle is None
        longer = self._means.policy.longer if self._trail.lost_answers else 1.0
        self._fleet.launch(lease, waited=self._search.waited(lease), longer=longer, hedge=hedge)

    def _turned(self, turn: asyncio.Future[Lease]) -> None:
        self._search.turn = None
        try:
            lease = turn.result()
        except NobodyLeft as error:
            self._over = error
        else:
            self._launch(lease)

    # ── what comes back ──────────────────────────────────────────────────────────────────────────────────────────────

    def _failed(self, flight: Flight, error: BananabotError) -> None:
        """A recorded provider job is asked for again rather than paid again; else the trail knows how to go on."""
        if not isinstance(error, ProviderError):
            raise error
        if flight.stray:
            return
        lost = isinstance(error, OutcomeUnknown) or (flight.resumed and isinstance(error, NotStarted))
        able = flight.lease.able
        if lost and flight.handle is not None and self._search.turn is None:
            if self._resumption.left:
                self._search.turn = asyncio.ensure_future(self._resumption.again(able, flight.handle))
                return
            self._resumption.give_up(able, flight.handle)
        self._note(able.standing, error)

    def _note(self, standing: Standing, error: ProviderError) -> None:
        """Raises the end."""
        now = self._now()
        try:
            self._trail.note(standing.target, error, now, now if standing.slots.in_flight else standing.proven)
        except NobodyLeft as end:
            raise self._search.later(end) from error

    def _hurry(self) -> None:
        """Out of patience with a call: another target is asked too, because its answer is lost or because hedging is on."""
        now = self._now()
        for flight in self._fleet.overdue(now):
            target = flight.lease.able.standing.target
            lost = OutcomeUnknown(detail=f"no answer in {now - flight.lease.started:.0f} s", provider=target.service)
            self._trail.note(target, lost, now)
        slow = self._fleet.slow(now)
        if slow is None or self._trail.attempts >= self._means.policy.attempts or len(self._means.line):
            return
        lease = self._search.company(slow.lease.able.standing)
        if lease is not None:
            self._launch(lease, hedge=True)

    def _late(self) -> NobodyLeft:
        flight, end = self._fleet.first, "the deadline has passed"
        if flight is None:
            return self._search.later(self._trail.over(end))
        service = flight.lease.able.standing.target.service
        self._trail.remember(OutcomeUnknown(detail="no answer before the deadline", provider=service))
        return self._trail.over(end)

    # ── after a restart ──────────────────────────────────────────────────────────────────────────────────────────────

    def _resume(self) -> None:
        if self._ticket.submission is None:
            return
        lease = self._resumption.recorded(self._able, self._ticket.submission)
        if lease is not None:
            self._launch(lease)
        else:
            lost = f"the target of the job {self._ticket.submission!r} is not configured any more"
            self._trail.remember(OutcomeUnknown(detail=lost))

    def _leave(self) -> None:
        self._search.leave()
        self._fleet.leave()
        self._resumption.listen(self._request, self._ticket)

    def _now(self) -> float:
        return self._means.clock.monotonic()
