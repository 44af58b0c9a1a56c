"""What a provider file inherits: it says what to ask and how to read the answer, the kit does the rest."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from adapters.images._album import generation, lost
from adapters.images._ask import asks
from adapters.images._calls import Answer, Call
from adapters.images._dialect import Dialect
from adapters.images._drawing import Drawing, faulty, safely
from adapters.images._facts import Model
from adapters.images._line import Line
from adapters.images._models import Models, none_left
from adapters.images._outcomes import Drawn, Probe
from adapters.images._parts import Part, Slip, together
from adapters.images._tries import Tries
from bot.errors import Exhausted, ModelRetired, NoPicture, ProviderError, UnsupportedRequest
from bot.model import Generation, ImageRequest, Price
from bot.ports import Ticket

log = logging.getLogger(__name__)
FREE_CALL = 15.0  # seconds for calls that draw nothing


class HttpProvider(Dialect):
    """An `ImageProvider` over HTTP, which a provider file completes with `submit` and `read`."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._models = Models(line.facts, line.model, line.clock, self._able)
        self._tries = Tries()

    # ── the port ──

    @property
    def name(self) -> str:
        return self.line.facts.name

    def check(self, request: ImageRequest) -> None:
        self._models.able(request)

    def price(self, request: ImageRequest) -> Price:
        return self._models.able(request)[0].cost(request)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        """Draw with the first model that is there, asked one after the other. Raises `ProviderError`s alone."""
        models, gone = self._models.able(request), list[ModelRetired]()
        try:
            for model in models:
                try:
                    return await self._draw(model, request, ticket)
                except ModelRetired as error:
                    self._models.gone(model, error)
                    gone.append(error)
        finally:
            if len(gone) < len(models):  # somebody was there: the operator hears who was not
                for dead in gone:
                    ticket.noticed(dead)
        raise none_left(gone)

    def _able(self, model: Model) -> Model:
        """A fault in `able` rules this provider out, not the request."""
        try:
            return self.able(model)
        except Exception as error:
            faulty(self.line, error)
            raise UnsupportedRequest("unsupported.nobody") from error

    async def _draw(self, model: Model, request: ImageRequest, ticket: Ticket) -> Generation:
        started = self.line.clock.monotonic()

        async def wasted(drawn: Drawn, pictures: int) -> None:
            spent = lost(drawn, self.name, model, request, pictures)
            if spent.micros:
                await ticket.wasted(replace(spent, latency=self.line.clock.monotonic() - started))

        drawing = Drawing(self, self.line, ticket.deadline, wasted)
        parts: list[Coroutine[Any, Any, Part]]
        if ticket.submission is not None:
            parts = [drawing.resume(handle) for handle in ticket.submission.split("\n")]
        else:
            slip = Slip(ticket)
            before = self._tries.before(ticket.job)
            parts = [drawing.start(ask, slip) for ask in asks(request, ticket, model, before)]
        try:
            harvest = await together(parts)
        except NoPicture as error:
            self._tries.failed(ticket.job, error.detail)
            raise
        except Exhausted as error:
            if await self.withdrawn():
                raise self.line.sign(ModelRetired(error.detail)) from error
            raise
        self._tries.drew(ticket.job)
        for part in harvest.parts:
            self._models.ageing(model, part.drawn.ageing)
        return generation(harvest, self.name, model, request, self.line.clock.monotonic() - started)

    # ── beside the port ──

    async def probe(self) -> Probe:
        """A look at the key, at no cost. Never raises."""
        try:
            call = safely(self.line, self.probing)
            if call is None:
                return Probe(ok=True, detail="no free check")
            answer = await self.free(call)
            found = safely(self.line, lambda: self.read_probe(answer))
            spent = any(left is not None and left <= 0 for left in (found.balance, found.left))
            return replace(found, ok=False, detail="nothing is left on the account") if found.ok and spent else found
        except ProviderError as error:
            return Probe(ok=False, detail=str(error))

    async def cancel(self, submission: str) -> None:
        """Give a submitted job up, where the provider can. Never raises; a picture may still be drawn and paid."""
        for handle in submission.split("\n"):
            try:
                call = safely(self.line, partial(self.cancelling, handle))
                if call is not None:
                    await self.free(call)
            except ProviderError as error:
                log.info("not cancelled", extra={"provider": self.name, "detail": error.detail})

    async def send(self, call: Call, deadline: float) -> Answer:
        """One call, a success returned, anything else raised by name. For `prepare` hooks."""
        return await self.line.send(call, deadline=deadline, named=self.name_error)

    async def aclose(self) -> None:
        """Close the connections, which the targets of one provider share."""
        await self.line.wire.aclose()
        await self.line.hosting.aclose()

    async def free(self, call: Call) -> Answer:
        return await self.send(replace(call, timeout=FREE_CALL), self.line.clock.monotonic() + FREE_CALL)
