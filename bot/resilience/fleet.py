"""The calls that one request has in the air, and the parts of the client they work with."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.model import ImageRequest
from bot.ports import Clock, Ticket
from bot.resilience import submission
from bot.resilience.able import Able
from bot.resilience.budget import RetryBudget
from bot.resilience.flight import Flight
from bot.resilience.hedging import Hedging
from bot.resilience.latecomers import Latecomers
from bot.resilience.launcher import Launcher
from bot.resilience.line import Lease, Line
from bot.resilience.policy import Policy
from bot.resilience.restraints import Moment
from bot.resilience.router import Router


@dataclass(frozen=True, slots=True)
class Means:
    """What every request of a client works with."""

    policy: Policy
    clock: Clock
    random: Random
    router: Router
    line: Line
    launcher: Launcher
    latecomers: Latecomers
    budget: RetryBudget
    hedging: Hedging


class Fleet:
    """Flights of one request. A stray is one that the request no longer waits for alone, but whose picture is welcome."""

    def __init__(self, means: Means, request: ImageRequest, ticket: Ticket) -> None:
        self._means = means
        self._request = request
        self._ticket = ticket
        self._flights: list[Flight] = []
        self._launched = 0

    def __bool__(self) -> bool:
        return bool(self._flights)

    @property
    def awaited(self) -> bool:
        """Is there a call that is not a stray."""
        return any(not flight.stray for flight in self._flights)

    @property
    def first(self) -> Flight | None:
        return self._flights[0] if self._flights else None

    def launch(self, lease: Lease, *, waited: float, longer: float, hedge: bool = False) -> None:
        """Ask. `longer` stretches the target's patience. The provider may go on past the deadline: its picture is kept."""
        self._launched += 1
        target = lease.able.standing.target
        flight = Flight(
            lease=lease,
            number=self._launched,
            waited=waited,
            hedge=hedge,
            resumed=lease.handle is not None,
            patience=lease.started + target.patience * longer,
            hedge_at=self._means.hedging.due(lease.able.standing, lease.started) if not hedge else float("inf"),
        )
        deadline = self._ticket.deadline + self._means.policy.linger
        ticket = replace(self._ticket, submission=lease.handle, deadline=deadline)
        self._flights.append(self._means.launcher.launch(flight, self._request, ticket))

    async def wait(self, turn: asyncio.Future[Lease] | None, now: float) -> Container[object]:
        """Until a call has landed, the turn has come, or it is time for something; what is done."""
        until = self._ticket.deadline
        tasks: list[asyncio.Task[object]] = []
        for flight in self._flights:
            tasks.append(flight.task)
            if not flight.stray:
                until = min(until, flight.patience, flight.hedge_at)
        nap = asyncio.ensure_future(self._means.clock.sleep(until - now))
        try:
            turns = () if turn is None else (turn,)
            done, _ = await asyncio.wait((*tasks, *turns, nap), return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
        return done

    def landed(self) -> list[Flight]:
        """Calls that are over, taken out."""
        landed = [flight for flight in self._flights if flight.task.done()]
        self._flights = [flight for flight in self._flights if flight not in landed]
        return landed

    def overdue(self, now: float) -> list[Flight]:
        """Calls that have just become strays. A job that its provider has taken gets more time once: it is known to be in work."""
        strays: list[Flight] = []
        for flight in self._flights:
            if flight.stray or now < flight.patience:
                continue
            if flight.handle is not None and not flight.extended:
                flight.extended = True
                flight.patience += (self._means.policy.longer - 1.0) * flight.lease.able.standing.target.patience
                continue
            flight.stray = True
            strays.append(flight)
        return strays

    def slow(self, now: float) -> Flight | None:
        """The single call in the air, when it is time to give it company; asked once."""
        if len(self._flights) != 1 or now < self._flights[0].hedge_at:
            return None
        self._flights[0].hedge_at = float("inf")
        return self._flights[0]

    async def abandon(self) -> None:
        """Cancelled: nothing may stay open."""
        tasks = [flight.task for flight in self._flights]
        self._flights = []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def leave(self) -> None:
        """The request has ended: what is still in the air is listened to as a latecomer."""
        for flight in self._flights:
            self._means.latecomers.take(self._ticket.job, flight)
        self._flights = []


def resumed(means: Means, able: Sequence[Able], request: ImageRequest, ticket: Ticket) -> bool:
    """Listen to the provider's job of a request that has ended. False: its target is not among them, or there is no room."""
    target, handle = submission.decode(ticket.submission or "")
    at = Moment(means.clock.monotonic(), means.clock.now())
    for one in able:
        if handle and one.standing.target.id == target and means.latecomers.room():
            lease = Lease(one, one.standing.start(at, resumed=True), at.mono, handle=handle)
            asked = replace(ticket, submission=handle, deadline=at.mono + means.policy.linger)
            flight = Flight(lease=lease, number=1, resumed=True, stray=True)
            means.latecomers.take(ticket.job, means.launcher.launch(flight, request, asked))
            return True
    return False
