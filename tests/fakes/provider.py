"""A provider that does what its script says, and remembers what it was asked and what it was paid for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from bot.errors import OutcomeUnknown, ProviderError, UnsupportedRequest
from bot.model import Generation, ImageRequest, Picture, Price
from bot.ports import Clock, Ticket


@dataclass(frozen=True, slots=True)
class Act:
    """One answer: after `seconds`, a picture or an `error`. `handle` is told before waiting; `paid`: it was drawn.

    A job with a handle whose answer was lost can be asked for again: the picture is then there `resumes_after` seconds later
    (None: asking again is as lost as the first time).
    """

    seconds: float = 0.0
    error: ProviderError | None = None
    handle: str | None = None
    paid: bool = False
    resumes_after: float | None = 0.0


Script = Callable[[ImageRequest, Ticket, int], Act]


def picture(text: str = "a picture") -> Picture:
    """A stand-in picture: its bytes are the text's."""
    data = text.encode()
    return Picture(data=data, digest=sha256(data).hexdigest(), media_type="image/png", width=1024, height=1024)


def _open() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass(eq=False)
class FakeProvider:
    """Implements `bot.ports.ImageProvider`. `script` is a list of acts, the last repeated, or a function of the call.

    `gate` cleared: every drawing waits until it is set again.
    `calls` are the tickets of all calls; `paid` counts pictures drawn (whether or not the answer arrived), `handed` those
    that arrived.
    """

    clock: Clock
    name: str = "fake"
    script: Sequence[Act] | Script = (Act(),)
    cost: Price = field(default=Price(1, 39_000))
    able: Callable[[ImageRequest], bool] = lambda _: True
    calls: list[Ticket] = field(default_factory=list[Ticket])
    requests: list[ImageRequest] = field(default_factory=list[ImageRequest])
    in_flight: int = 0
    most_in_flight: int = 0
    paid: int = 0
    handed: int = 0
    resumed: int = 0
    jobs: dict[str, Act] = field(default_factory=dict[str, Act])
    develop: Callable[[str], Picture] = picture
    gate: asyncio.Event = field(default_factory=_open)

    def check(self, request: ImageRequest) -> None:
        if not self.able(request):
            raise UnsupportedRequest("unsupported.fake", provider=self.name)

    def price(self, request: ImageRequest) -> Price:
        return replace(self.cost, units=self.cost.units * request.count, micros=self.cost.micros * request.count)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        self.requests.append(request)
        self.calls.append(ticket)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if ticket.submission is not None:
                return await self._resume(ticket.submission, request)
            return await self._play(self._act(request, ticket), request, ticket)
        finally:
            self.in_flight -= 1

    def _act(self, request: ImageRequest, ticket: Ticket) -> Act:
        number = len(self.calls)
        if callable(self.script):
            return self.script(request, ticket, number)
        return self.script[min(number, len(self.script)) - 1]

    async def _play(self, act: Act, request: ImageRequest, ticket: Ticket) -> Generation:
        if act.handle is not None:
            self.jobs[act.handle] = act
            await ticket.submitted(act.handle)
        if act.paid:
            self.paid += 1
        await self.gate.wait()
        await self.clock.sleep(act.seconds)
        if act.error is not None:
            raise act.error
        if not act.paid:
            self.paid += 1
        return self._hand_over(request)

    async def _resume(self, handle: str, request: ImageRequest) -> Generation:
        self.resumed += 1
        act = self.jobs.get(handle)
        if act is None or act.resumes_after is None:
            raise OutcomeUnknown(detail=f"job {handle} does not answer")
        await self.clock.sleep(act.resumes_after)
        return self._hand_over(request)

    def _hand_over(self, request: ImageRequest) -> Generation:
        self.handed += 1
        return Generation(
            pictures=tuple(self.develop(f"{request.prompt} {n}") for n in range(request.count)),
            provider=self.name,
            model="fake-1",
            micros=self.cost.micros * request.count,
        )
