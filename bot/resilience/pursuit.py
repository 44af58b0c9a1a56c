"""One request on its way through the targets until there is a picture, a final no, or no time left."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from bot.errors import BananabotError, NobodyLeft, NotStarted, OutcomeUnknown, ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Clock, Ticket
from bot.resilience import submission
from bot.resilience.budget import RetryBudget
from bot.resilience.flight import Flight, Launcher
from bot.resilience.latecomers import Latecomers
from bot.resilience.line import Lease, Line
from bot.resilience.policy import Backoff, Policy
from bot.resilience.router import Able, Router
from bot.resilience.standing import Moment
from bot.resilience.trail import Trail

_RESUME = Backoff(base=0.5)


@dataclass(frozen=True, slots=True)
class Means:
    """What every pursuit works with."""

    policy: Policy
    clock: Clock
    router: Router
    line: Line
    launcher: Launcher
    latecomers: Latecomers
    budget: RetryBudget
    random: Random


class Pursuit:
    """`run` it once. Several flights may be in the air: the first picture wins, the others are listened to as latecomers."""

    def __init__(self, means: Means, able: list[Able], request: ImageRequest, ticket: Ticket, trail: Trail) -> None:
        self._means = means
        self._able = able
        self._request = request
        self._ticket = ticket
        self._trail = trail
        self._flights: list[Flight] = []
        self._turn: asyncio.Task[Lease] | None = None
        self._lined_up = 0.0
        self._resumes = 0
        self._over: ProviderError | None = None

    async def run(self) -> Generation:
        """Raises `ProviderError` (`ContentRefused`, `RequestInvalid` of the person's own making, else `NobodyLeft`)."""
        try:
            self._resume()
            while True:
                self._seek()
                done = await self._first()
                if self._turn is not None and self._turn in done:
                    self._board(self._turn)
                for flight in [flight for flight in self._flights if flight.task in done]:
                    answer = flight.task.result()
                    self._flights.remove(flight)
                    if isinstance(answer, Generation):
                        self._means.budget.give(self._trail.spent, self._now())
                        return answer
                    self._failed(flight, answer)
                self._lose_patience()
        except asyncio.CancelledError:
            await self._abandon()
            raise
        finally:
            self._leave()

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _seek(self) -> None:
        """See to it that somebody is being asked, or that we stand in line; else wait for strays, else the end."""
        if self._turn is not None or any(not flight.stray for flight in self._flights):
            return
        if self._over is None:
            self._lined_up = self._now()
            try:
                got = self._ask()
            except NobodyLeft as error:
                self._over = error
            else:
                if isinstance(got, Lease):
                    self._launch(got)
                else:
                    self._turn = asyncio.ensure_future(self._means.line.turn(self._ask, got))
                return
        if not self._flights:
            raise self._over

    def _ask(self) -> Lease | float:
        at = Moment(self._now(), self._means.clock.now())
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

    def _launch(self, lease: Lease) -> None:
        target = lease.able.standing.target
        self._trail.attempts += lease.handle is None
        patience = target.patience * (self._means.policy.longer if self._trail.lost_answers else 1.0)
        flight = Flight(
            lease=lease,
            number=self._trail.attempts + self._resumes,
            waited=lease.started - self._lined_up,
            resumed=lease.handle is not None,
            patience=lease.started + patience,
        )
        ticket = replace(
            self._ticket, submission=lease.handle, deadline=self._ticket.deadline + self._means.policy.linger
        )
        self._flights.append(self._means.launcher.launch(flight, self._request, ticket))

    def _board(self, turn: asyncio.Task[Lease]) -> None:
        self._turn = None
        try:
            lease = turn.result()
        except NobodyLeft as error:
            self._over = error
        else:
            self._launch(lease)

    # ── what comes back ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _first(self) -> Container[object]:
        """Wait until something is done, or until the nearest time at which something must be. Raises at the deadline."""
        now = self._now()
        if now >= self._ticket.deadline:
            raise self._late()
        until = min(self._ticket.deadline, *(f.patience for f in self._flights if not f.stray), float("inf"))
        awaited = {flight.task for flight in self._flights}
        nap = asyncio.ensure_future(self._means.clock.sleep(until - now))
        try:
            turn = () if self._turn is None else (self._turn,)
            done, _ = await asyncio.wait((*awaited, *turn, nap), return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
        return done

    def _failed(self, flight: Flight, error: BananabotError) -> None:
        """Draw conclusions; a recorded provider job is asked for again rather than paid again."""
        if not isinstance(error, ProviderError):
            raise error
        if flight.stray:
            return
        lost = isinstance(error, OutcomeUnknown) or (flight.resumed and isinstance(error, NotStarted))
        if lost and flight.handle is not None and self._resumes < self._means.policy.resumes:
            delay = 0.0 if self._resumes == 0 else _RESUME.delay(self._resumes - 1, self._means.random.random)
            self._turn = asyncio.ensure_future(self._again(flight.lease.able, flight.handle, delay))
        else:
            self._trail.note(flight.lease.able.standing.target, error, self._now())

    def _lose_patience(self) -> None:
        now = self._now()
        for flight in self._flights:
            if not flight.stray and now >= flight.patience and not self._extended(flight):
                flight.stray = True
                target = flight.lease.able.standing.target
                lost = OutcomeUnknown(
                    detail=f"no answer in {now - flight.lease.started:.0f} s", provider=target.service
                )
                self._trail.note(target, lost, now)

    def _extended(self, flight: Flight) -> bool:
        """A job that the provider has taken is known to be in work: it gets more time before somebody else is paid too."""
        if flight.handle is None or flight.extended:
            return False
        flight.extended = True
        flight.patience += (self._means.policy.longer - 1.0) * flight.lease.able.standing.target.patience
        return True

    def _late(self) -> NobodyLeft:
        flying = [flight.lease.able.standing.target for flight in self._flights]
        if flying and self._trail.last is None:
            self._trail.last = OutcomeUnknown(detail="no answer before the deadline", provider=flying[0].service)
        return self._trail.over("the deadline has passed")

    # ── after a restart ──────────────────────────────────────────────────────────────────────────────────────────────

    def _resume(self) -> None:
        if self._ticket.submission is None:
            return
        target, handle = submission.decode(self._ticket.submission)
        for able in self._able:
            if able.standing.target.id == target:
                self._launch(self._lease_again(able, handle))
                return
        lost = OutcomeUnknown(detail=f"the target {target!r} that holds the job {handle!r} is not configured any more")
        self._trail.remember(lost)

    async def _again(self, able: Able, handle: str, delay: float) -> Lease:
        await self._means.clock.sleep(delay)
        return self._lease_again(able, handle)

    def _lease_again(self, able: Able, handle: str) -> Lease:
        """Asking for a job that was already paid passes every breaker, bench and limit."""
        self._resumes += 1
        at = Moment(self._now(), self._means.clock.now())
        return Lease(able, able.standing.start(at), at.mono, handle=handle)

    # ── leaving ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _abandon(self) -> None:
        """Cancelled: nothing may stay open."""
        tasks = [flight.task for flight in self._flights]
        self._flights.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _leave(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.cancel()
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._means.launcher.give_back(turn.result())
        for flight in self._flights:
            self._means.latecomers.take(self._ticket.job, flight)
        self._flights.clear()

    def _now(self) -> float:
        return self._means.clock.monotonic()
