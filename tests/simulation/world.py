"""Image services with weather: fault mixes, outages, rate limits, bad keys; and an account of every picture paid for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bot.errors import (
    GatewayTimeout,
    KeyRejected,
    NoPicture,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from bot.model import Generation, ImageRequest, Price
from bot.ports import Clock, Ticket
from tests.fakes.provider import picture


@dataclass(frozen=True, slots=True)
class Spell:
    """From `start` to `end` (seconds) this share of calls ends with `fault`, or calls take `slower` times as long."""

    start: float
    end: float
    fault: Callable[[], ProviderError] | None = None
    share: float = 1.0
    slower: float = 1.0


@dataclass(frozen=True, slots=True)
class Mix:
    """The source article's faults: `share` of calls fail, by these shares of the failures (400 and 401 are not drawn here)."""

    share: float = 0.30
    throttled: float = 0.45
    overloaded: float = 0.20
    lost: float = 0.15
    other: float = 0.05

    def draw(self, random: Random) -> ProviderError | None:
        at = random.random() / self.share
        for part, error in (
            (self.throttled, Throttled()),
            (self.overloaded, Overloaded()),
            (self.lost, GatewayTimeout()),
            (self.other, Unclassified()),
        ):
            at -= part
            if at < 0:
                return error
        return None


@dataclass(eq=False)
class Account:
    """Every picture that was drawn, by number, and those that reached somebody."""

    drawn: set[str] = field(default_factory=set[str])
    reached: set[str] = field(default_factory=set[str])

    @property
    def lost(self) -> int:
        return len(self.drawn - self.reached)

    async def late(self, job: int, generation: Generation) -> None:
        self.reached.add(generation.request_id)


@dataclass(eq=False)
class Service:
    """One provider. `seconds` is the median of a picture, `per_second` its rate limit with a burst of one second.

    `jobs`: it hands out a job id before it draws, so that a lost answer can be asked for again.
    """

    clock: Clock
    random: Random
    account: Account
    name: str
    seconds: float = 8.0
    mix: Mix | None = None
    spells: tuple[Spell, ...] = ()
    per_second: float | None = None
    retry_after: float | None = None
    jobs: bool = True
    calls: int = 0
    seconds_spent: float = 0.0
    _tokens: float = 0.0
    _at: float = 0.0
    _kept: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]])

    async def draw(self, ticket: Ticket) -> Generation:
        began = self.clock.monotonic()
        try:
            if ticket.submission is not None:
                return await self._resume(ticket.submission)
            self.calls += 1
            return await self._draw(ticket)
        finally:
            self.seconds_spent += self.clock.monotonic() - began

    async def _draw(self, ticket: Ticket) -> Generation:
        await self.clock.sleep(0.05)
        error = self._fault()
        if error is not None and not isinstance(error, OutcomeUnknown | NoPicture):
            raise error
        seconds = self.seconds * self.random.lognormvariate(0.0, 0.3) * self._slower()
        number = f"{self.name}-{self.calls}"
        if self.jobs:
            self._kept[number] = (self.clock.monotonic() + seconds, number)
            await ticket.submitted(number)
        if not isinstance(error, NoPicture) and (self.jobs or error is None or self.random.random() < 0.5):
            self.account.drawn.add(number)
        await self.clock.sleep(seconds)
        if error is not None:
            raise error
        return self._picture(number)

    async def _resume(self, handle: str) -> Generation:
        ready, number = self._kept[handle]
        await self.clock.sleep(max(0.05, ready - self.clock.monotonic()))
        error = self._fault()
        if error is not None:
            raise OutcomeUnknown(detail="the poll was lost")
        return self._picture(number)

    def _picture(self, number: str) -> Generation:
        return Generation(pictures=(picture(number),), provider=self.name, model="m", request_id=number, micros=39_000)

    def _fault(self) -> ProviderError | None:
        now = self.clock.monotonic()
        for spell in self.spells:
            if spell.fault is not None and spell.start <= now < spell.end and self.random.random() < spell.share:
                return spell.fault()
        if self.per_second is not None:
            self._tokens = min(self.per_second, self._tokens + (now - self._at) * self.per_second)
            self._at = now
            if self._tokens < 1:
                return Throttled(retry_after=self.retry_after)
            self._tokens -= 1
        return self.mix.draw(self.random) if self.mix else None

    def _slower(self) -> float:
        now = self.clock.monotonic()
        return max((spell.slower for spell in self.spells if spell.start <= now < spell.end), default=1.0)


@dataclass(eq=False)
class Key:
    """Implements `bot.ports.ImageProvider`: a service with one key. Prompts that begin with `!` are never valid."""

    service: Service
    bad: bool = False

    @property
    def name(self) -> str:
        return self.service.name

    def check(self, request: ImageRequest) -> None: ...

    def price(self, request: ImageRequest) -> Price:
        return Price(1, 39_000)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        if self.bad:
            self.service.calls += 1
            raise KeyRejected
        if request.prompt.startswith("!"):
            self.service.calls += 1
            raise RequestInvalid(parameter="prompt", ours=False)
        return await self.service.draw(ticket)
