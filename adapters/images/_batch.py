"""Half-price drawing by the file: many questions handed in at once, looked at now and then, each answer read on its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import orjson

from adapters.images._album import develop, generation, unpacked
from adapters.images._ask import Ask, asks, check
from adapters.images._calls import Answer, Call
from adapters.images._drawing import safely
from adapters.images._facts import Model
from adapters.images._line import Line, Named
from adapters.images._models import Models
from adapters.images._outcomes import Outcome, Pending
from adapters.images._parts import Harvest, Part
from bot.errors import NoPicture, ProviderError, Unclassified, UnsupportedRequest
from bot.model import Generation, ImageRequest
from bot.ports import BatchLook, BatchOrder, Ticket

SECONDS = 120.0  # for one call; files of many references are large
_PAGES = 50
HALF = 2  # what the price is divided by


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a finished batch as the provider wrote it: its key, a status, and the body."""

    key: str
    status: int
    body: object


@dataclass(frozen=True, slots=True)
class Page:
    """Batches as (handle, name). `after` asks for the next page; empty: this was the last."""

    named: Sequence[tuple[str, str]]
    after: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one batch. `found` is None while it runs."""

    done: int
    total: int
    found: list[Found] | None = None


class Batching(ABC):
    """Implements `bot.ports.BatchProvider` for a provider whose batch mode a subclass knows.

    `read` and `named` are the provider file's own, for single answers: a line of a batch is an answer like any other.
    """

    def __init__(self, line: Line, read: Callable[[Answer], Outcome], named: Named) -> None:
        self.line = line
        self.model: Model = Models(line.facts, line.model, line.clock).first
        self._read = read
        self._named = named

    @abstractmethod
    async def enter(self, asked: Sequence[tuple[str, Ask]], name: str) -> list[str]:
        """Hand in; return a handle for each batch that it takes. Each of them carries the name."""

    @abstractmethod
    async def page(self, after: str) -> Page:
        """The batches of this key, a page at a time; the first comes after nothing."""

    @abstractmethod
    async def ask(self, handle: str) -> Look:
        """One look at one batch."""

    @abstractmethod
    def ending(self, handle: str) -> Call:
        """The call that cancels one batch."""

    # ── the port ──

    async def hand_in(self, orders: Sequence[BatchOrder], name: str) -> str:
        """Raises `UnsupportedRequest` for an order this model cannot draw, and `ProviderError`s."""
        asked: list[tuple[str, Ask]] = []
        for order in orders:
            if order.request.count > self.model.count:
                raise UnsupportedRequest("unsupported.count", value=order.request.count, allowed=self.model.count)
            check(order.request, self.model, self.line.facts)
            ticket = Ticket(job=0, deadline=0.0, references=order.references)
            asked.append((order.key, asks(order.request, ticket, self.model)[0]))
        return "\n".join(await self.enter(asked, name))

    async def find(self, name: str) -> str | None:
        """Looks through the key's batches by their names. Raises `ProviderError`s, also where there are too many."""
        found, after = list[str](), ""
        for _ in range(_PAGES):
            page = await self.page(after)
            found += [handle for handle, its in page.named if its == name]
            after = page.after
            if not after:
                return "\n".join(found) or None
        raise self.line.sign(Unclassified("too many batches to look through"))

    async def look(self, handle: str, orders: Sequence[BatchOrder]) -> BatchLook:
        """How far it is; when all of it is finished, what became of each order, failures kept beside pictures."""
        looks = [await self.ask(one) for one in handle.split("\n")]
        done, total = sum(look.done for look in looks), sum(look.total for look in looks)
        if any(look.found is None for look in looks):
            return BatchLook(done, total or len(orders))
        lines = {found.key: found for look in looks for found in look.found or []}
        ended = {order.key: await self._ended(order.request, lines.get(order.key)) for order in orders}
        return BatchLook(len(orders), len(orders), ended)

    async def cancel(self, handle: str) -> None:
        """Give up what has not been drawn yet. Raises `ProviderError`s."""
        for one in handle.split("\n"):
            await self.send(self.ending(one))

    # ── for subclasses ──

    async def send(self, call: Call) -> Answer:
        deadline = self.line.clock.monotonic() + SECONDS
        return await self.line.send(replace(call, timeout=SECONDS), deadline=deadline, named=self._named)

    async def _ended(self, request: ImageRequest, found: Found | None) -> Generation | ProviderError:
        try:
            if found is None:
                raise self.line.sign(NoPicture("the batch came back without this order"))
            answer = Answer(found.status, {"content-type": "application/json"}, orjson.dumps(found.body))
            if found.status >= 300:
                raise self.line.sign(self.line.name(answer, self._named))
            return await self._drawn(request, answer)
        except ProviderError as error:
            return error

    async def _drawn(self, request: ImageRequest, answer: Answer) -> Generation:
        outcome = safely(self.line, lambda: self._read(answer))
        if isinstance(outcome, Pending) or not outcome.sources:
            raise self.line.sign(NoPicture() if isinstance(outcome, Pending) else outcome.missing)
        deadline = self.line.clock.monotonic() + SECONDS
        try:
            pictures = await develop(unpacked(outcome.sources), self.line, deadline)
        except ProviderError as error:
            raise self.line.sign(error) from error
        drawn = generation(Harvest([Part(outcome, pictures)]), self.line.facts.name, self.model, request, 0.0)
        return replace(drawn, micros=drawn.micros // HALF)
