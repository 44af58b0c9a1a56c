"""What a provider file inherits: it says what to ask and how to read the answer, the kit does the rest."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from adapters.images._album import generation
from adapters.images._ask import Ask, asks
from adapters.images._calls import Answer, Call, Outcome, Probe
from adapters.images._complaint import Complaint
from adapters.images._drawing import Drawing, safely
from adapters.images._facts import Model
from adapters.images._line import Line
from adapters.images._models import Models
from adapters.images._parts import Part, Slip, together
from adapters.images._seals import Seal
from adapters.images._uploads import all_of
from bot.errors import ModelRetired, ProviderError, Unclassified
from bot.model import Generation, ImageRequest, Picture, Price
from bot.ports import Ticket

log = logging.getLogger(__name__)
FREE_CALL = 15.0  # seconds for calls that draw nothing


class HttpProvider(ABC):
    """An `ImageProvider` over HTTP. A provider file writes `submit` and `read`, both pure; the rest are hooks for the odd one."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._models = Models(line.facts, line.model, line.clock, self.able)

    # ── what a provider file writes ──

    @abstractmethod
    def submit(self, ask: Ask) -> Call:
        """What to ask for this picture."""

    @abstractmethod
    def read(self, answer: Answer) -> Outcome:
        """What a successful answer says (any answer below 300, polls too). Raises `ProviderError`s: a refusal, a failed job."""

    def poll(self, handle: str) -> Call:
        """The question for a job that is not finished; only for providers whose `read` returns `Pending`."""
        raise Unclassified(f"this provider has no jobs to ask for: {handle}")

    def able(self, model: Model) -> Model:
        """What this model can, where its options or the service itself decide that; the table's word for most."""
        return model

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        """The error for a complaint in this provider's own words; None for what the kit knows."""
        del complaint
        return None

    async def hand_over(self, picture: Picture, deadline: float) -> str:
        """One reference, put where this provider wants it beforehand: what `uploads` then holds for it."""
        del picture, deadline
        return ""

    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        """What has to be done before handing in: the references handed over, in order, all at once."""
        return replace(ask, uploads=await all_of(self.hand_over(picture, deadline) for picture in ask.references))

    def cancelling(self, handle: str) -> Call | None:
        """The call that cancels a job, where there is one."""
        del handle
        return None

    def probing(self) -> Call | None:
        """A call that proves the key and costs nothing; None where there is none."""
        return None

    def read_probe(self, answer: Answer) -> Probe:
        """What the proof shows beside a good key: a balance, say."""
        del answer
        return Probe(ok=True)

    def seal(self) -> Seal | None:
        """How its callbacks are checked; None: unsigned, only their unguessable address speaks for them."""
        return None

    async def vouch(self) -> bytes:
        """What the seal checks with, where the provider can be asked for it; else empty. Raises `ProviderError`s."""
        return b""

    # ── the port ──

    @property
    def name(self) -> str:
        return self.line.facts.name

    def check(self, request: ImageRequest) -> None:
        self._models.able(request)

    def price(self, request: ImageRequest) -> Price:
        return self._models.able(request)[0].cost(request)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        """Draw with the first model that is there. Raises `ProviderError`s alone."""
        models = self._models.able(request)
        for model in models[:-1]:
            try:
                return await self._draw(model, request, ticket)
            except ModelRetired as error:
                self._models.gone(model, error)
        try:
            return await self._draw(models[-1], request, ticket)
        except ModelRetired as error:
            self._models.gone(models[-1], error)
            raise

    async def _draw(self, model: Model, request: ImageRequest, ticket: Ticket) -> Generation:
        started = self.line.clock.monotonic()
        drawing = Drawing(self, self.line, ticket.deadline)
        parts: list[Coroutine[Any, Any, Part]]
        if ticket.submission is not None:
            parts = [drawing.resume(handle) for handle in ticket.submission.split("\n")]
        else:
            slip = Slip(ticket)
            parts = [drawing.start(ask, slip) for ask in asks(request, ticket, model)]
        found = await together(parts)
        return generation(found, self.name, model, request, self.line.clock.monotonic() - started)

    # ── beside the port ──

    async def probe(self) -> Probe:
        """A look at the key, at no cost. Never raises."""
        call = self.probing()
        if call is None:
            return Probe(ok=True, detail="no free check")
        try:
            answer = await self.free(call)
            return safely(self.line, lambda: self.read_probe(answer))
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
