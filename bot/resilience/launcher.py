"""Calls are launched and landed here: timed, counted, their consequences applied and their events told, however they end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.errors import BananabotError, ProviderError, Unclassified
from bot.model import Generation, ImageRequest
from bot.ports import Clock, Ticket
from bot.resilience import submission
from bot.resilience.breaker import Verdict
from bot.resilience.consequences import Consequences
from bot.resilience.flight import Answer, Flight, told
from bot.resilience.line import Lease
from bot.resilience.observe import Observer
from bot.resilience.restraints import Moment
from bot.resilience.slots import Push
from bot.resilience.standing import Standing


class Launcher:
    """Starts flights and lands them."""

    def __init__(
        self,
        clock: Clock,
        consequences: Consequences,
        observer: Observer,
        landed: Callable[[], None],
        spare: Callable[[Standing, Moment], bool],
    ) -> None:
        self._clock = clock
        self._consequences = consequences
        self._observer = observer
        self._landed = landed
        self._spare = spare

    def launch(self, flight: Flight, request: ImageRequest, ticket: Ticket) -> Flight:
        """Send it off. `ticket.submission` is already the provider's own handle."""
        flight.handle = ticket.submission
        standing = flight.lease.able.standing
        self._leave_slow_one(standing, Moment(self._clock.monotonic(), self._clock.now()))
        flight.task = asyncio.ensure_future(self._fly(flight, request, ticket))
        flight.task.add_done_callback(partial(self._cancelled, flight, request, ticket.job))
        return flight

    def give_back(self, lease: Lease) -> None:
        """A lease that nobody will use."""
        at = Moment(self._clock.monotonic(), self._clock.now())
        lease.able.standing.end(lease.call, lease.started, at, Verdict.NOTHING, Push.NOTHING)
        self._landed()

    async def _fly(self, flight: Flight, request: ImageRequest, ticket: Ticket) -> Answer:
        standing = flight.lease.able.standing
        target = standing.target

        async def submitted(handle: str) -> None:
            flight.handle = handle
            await ticket.submitted(submission.encode(target.id, handle))

        async def wasted(spent: Generation) -> None:
            flight.wasted += spent.micros
            standing.restraints.count(self._clock.now(), micros=spent.micros)
            await ticket.wasted(spent)

        answer: Answer
        try:
            noticed = partial(self._consequences.tell, standing)
            mine = replace(ticket, submitted=submitted, noticed=noticed, wasted=wasted)
            answer = await target.provider.draw(request, mine)
        except BananabotError as error:
            answer = error
        except Exception as error:  # noqa: BLE001 - a fault in one provider's file must not take the service with it
            answer = Unclassified(detail=repr(error))
        if isinstance(answer, ProviderError) and not answer.provider:
            answer.provider = target.service
        self._end(flight, request, ticket.job, answer)
        return answer

    def _cancelled(self, flight: Flight, request: ImageRequest, job: int, task: asyncio.Task[Answer]) -> None:
        """At any await, and before the first: a task that never ran gives its slot back too."""
        if task.cancelled():
            self._end(flight, request, job, None)

    def _end(self, flight: Flight, request: ImageRequest, job: int, answer: Answer | None) -> None:
        lease, standing = flight.lease, flight.lease.able.standing
        at = Moment(self._clock.monotonic(), self._clock.now())
        verdict, push = Verdict.NOTHING, Push.NOTHING
        match answer:
            case Generation():
                verdict, push = Verdict.WORKS, Push.WELCOME
                standing.drew(at.mono - lease.started, answer.micros, at.wall)
                self._consequences.recovered(standing)
            case ProviderError():
                verdict, push = self._consequences.verdict(answer)
                standing.errors[type(answer).__name__] += 1
            case _:
                pass
        why = standing.end(lease.call, lease.started, at, verdict, push)
        if isinstance(answer, ProviderError):
            self._consequences.apply(standing, answer, request.model or "", lease.started, at)
            why = why and f"{why}, last {answer}"
            if verdict is Verdict.FAILED:
                standing.failed(at, answer)
        if why:
            standing.open(at, why)
        self._leave_slow_one(standing, at)
        self._observer.attempt(told(flight, job, at.mono - lease.started, answer))
        self._landed()

    def _leave_slow_one(self, standing: Standing, at: Moment) -> None:
        """Slowness opens a breaker only where somebody else is there to draw."""
        slow = standing.breaker.slowness(at.mono)
        if slow and self._spare(standing, at):
            standing.open(at, slow)
