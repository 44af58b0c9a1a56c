"""One request on its way through the targets until there is a picture, a final no, or no time left."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.errors import BananabotError, NobodyLeft, NotStarted, OutcomeUnknown, ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience.able import Able
from bot.resilience.fleet import Fleet, Means
from bot.resilience.flight import Flight
from bot.resilience.hedging import affordable
from bot.resilience.line import Lease
from bot.resilience.restraints import Moment
from bot.resilience.resumption import Resumption
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
        self._turn: asyncio.Task[Lease] | None = None
        self._lined_up = 0.0
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
        done = await self._fleet.wait(self._turn, now)
        if self._turn is not None and self._turn in done:
            self._turned(self._turn)
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
        if self._turn is not None or self._fleet.awaited:
            return
        if self._over is None:
            self._lined_up = self._now()
            try:
                got = self._now() if self._ticket.patient and len(self._means.line) else self._ask()
            except NobodyLeft as error:
                self._over = error
            else:
                self._take(got)
                return
        if not self._fleet:
            raise self._over

    def _take(self, got: Lease | float) -> None:
        if isinstance(got, Lease):
            self._launch(got)
            return
        if len(self._means.line) >= self._means.policy.line:
            raise self._trail.over(f"{len(self._means.line)} requests are waiting already")
        self._turn = self._means.line.turn(self._ask, got, patient=self._ticket.patient)

    def _ask(self) -> Lease | float:
        at = self._moment()
        choice = self._means.router.choose(self._able, self._trail, self._request, at)
        if choice.able is not None:
            standing = choice.able.standing
            return Lease(choice.able, standing.start(at, probe=choice.probe), at.mono, choice.probe)
        if choice.until == float("-inf"):
            raise self._trail.over("no target is left")
        if choice.until != float("inf") and choice.until >= self._ticket.deadline:
            error = self._trail.over("nobody can be asked before the deadline")
            error.retry_at = at.wall + timedelta(seconds=choice.until - at.mono)
            raise error
        return choice.until

    def _launch(self, lease: Lease, *, hedge: bool = False) -> None:
        self._trail.attempts += lease.handle is None
        longer = self._means.policy.longer if self._trail.lost_answers else 1.0
        self._fleet.launch(lease, waited=lease.started - self._lined_up, longer=longer, hedge=hedge)

    def _turned(self, turn: asyncio.Task[Lease]) -> None:
        self._turn = None
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
        if lost and flight.handle is not None and self._turn is None:
            if self._resumption.left:
                self._turn = asyncio.ensure_future(self._resumption.again(able, flight.handle))
                return
            self._resumption.give_up(able, flight.handle)
        self._note(able.standing, error)

    def _note(self, standing: Standing, error: ProviderError) -> None:
        """Raises the end. In an outage that is known it says when it may be over, so that the job goes back to the queue."""
        now = self._now()
        try:
            self._trail.note(standing.target, error, now, now if standing.slots.in_flight else standing.proven)
        except NobodyLeft as end:
            at = self._moment()
            back = self._means.router.reopens(self._able, at) if self._trail.patient else float("inf")
            if back < float("inf"):
                end.retry_at = at.wall + timedelta(seconds=back - at.mono)
            raise

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
        at, others = self._moment(), affordable(self._able, slow.lease.able.standing)
        choice = self._means.router.choose(others, self._trail, self._request, at)
        if choice.able is not None and not choice.probe and self._means.hedging.take():
            self._launch(Lease(choice.able, choice.able.standing.start(at), at.mono), hedge=True)

    def _late(self) -> NobodyLeft:
        flight = self._fleet.first
        if flight is not None:
            service = flight.lease.able.standing.target.service
            self._trail.remember(OutcomeUnknown(detail="no answer before the deadline", provider=service))
        return self._trail.over("the deadline has passed")

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
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.cancel()
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._means.launcher.give_back(turn.result())
        self._fleet.leave()
        self._resumption.listen(self._request, self._ticket)

    def _now(self) -> float:
        return self._means.clock.monotonic()

    def _moment(self) -> Moment:
        return Moment(self._now(), self._means.clock.now())
