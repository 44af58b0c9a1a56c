"""One call's way to its pictures: handed in once, followed to its end, read, downloaded, checked."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from adapters.images._album import develop, unpacked
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._embedded import lifted
from adapters.images._line import Line
from adapters.images._outcomes import Drawn, Outcome, Pending
from adapters.images._parts import Part, Slip
from adapters.images._polling import Polling
from bot.errors import ContentRefused, NoPicture, OutcomeUnknown, Overloaded, ProviderError, Unclassified

log = logging.getLogger(__name__)
T = TypeVar("T")
Wasted = Callable[[Drawn, int], Awaitable[None]]


class Tongue(Protocol):
    """What a provider file knows: how to ask and how to read."""

    def submit(self, ask: Ask) -> Call: ...

    def read(self, answer: Answer) -> Outcome: ...

    def poll(self, handle: str) -> Call: ...

    async def prepare(self, ask: Ask, deadline: float) -> Ask: ...

    async def send(self, call: Call, deadline: float) -> Answer: ...


class Drawing:
    """Pictures by one provider on one line until `deadline` (clock seconds). Raises `ProviderError`s alone.

    `wasted` is told of an answer without a usable picture, and how many pictures its price by the table would be for.
    """

    def __init__(self, tongue: Tongue, line: Line, deadline: float, wasted: Wasted) -> None:
        self._tongue = tongue
        self._line = line
        self._deadline = deadline
        self._wasted = wasted

    async def start(self, ask: Ask, slip: Slip) -> Part:
        """Hand the job in, note its handle before waiting for it, and wait."""
        ask = await self._prepared(ask)
        if self._line.callback is not None:
            ask = replace(ask, callback=self._line.callback(self._line.facts.name, ask.job))
        call = safely(self._line, lambda: self._tongue.submit(ask))
        try:
            outcome = self._read(await self._send(replace(call, timeout=call.timeout or ask.model.seconds)))
        except ContentRefused as error:
            if error.charged:
                await self._wasted(Drawn((), request_id=error.request_id), ask.count)
            raise
        if isinstance(outcome, Pending):
            await slip.write(outcome.handle)
            outcome = await self._follow(outcome)
        return await self._finish(outcome)

    async def resume(self, handle: str) -> Part:
        """Wait for a job that was handed in before."""
        return await self._finish(await self._follow(Pending(handle, after=0.0)))

    async def _prepared(self, ask: Ask) -> Ask:
        try:
            return await self._tongue.prepare(ask, self._deadline)
        except OutcomeUnknown as error:  # nothing that is prepared draws
            raise Overloaded(error.detail, error.provider, error.request_id) from error
        except ProviderError as error:
            raise self._line.sign(error) from error.__cause__
        except Exception as error:
            raise faulty(self._line, error) from error

    async def _follow(self, pending: Pending) -> Drawn:
        line = self._line
        polling = Polling(
            ask=self._send,
            read=self._read,
            poll=lambda handle: safely(line, lambda: self._tongue.poll(handle)),
            pause=lambda handle, seconds: line.wakes.pause(handle, seconds, line.clock),
            pace=line.facts.poll,
            left=lambda: self._deadline - line.clock.monotonic(),
        )
        try:
            return await polling.follow(pending)
        except ProviderError as error:
            raise line.sign(error) from error.__cause__

    async def _finish(self, drawn: Drawn) -> Part:
        try:
            if not drawn.sources:
                raise drawn.missing
            return Part(replace(drawn, sources=()), await develop(drawn.sources, self._line, self._deadline))
        except ProviderError as error:
            if isinstance(error, NoPicture | ContentRefused):  # anything else may still bring it
                await self._wasted(replace(drawn, sources=()), len(drawn.sources))
            raise self._line.sign(error) from error.__cause__

    async def _send(self, call: Call) -> Answer:
        return await self._tongue.send(call, self._deadline)

    def _read(self, answer: Answer) -> Outcome:
        """Base64 is opened at once and the text let go: with many pictures in flight it would be half of the memory."""
        body, pictures = lifted(answer.body)
        read = replace(answer, body=body)
        outcome = safely(self._line, lambda: self._tongue.read(read))
        if isinstance(outcome, Pending):
            return outcome
        sources = unpacked(outcome.sources, pictures)
        return replace(outcome, sources=sources, request_id=outcome.request_id or answer.request_id)


def safely(line: Line, work: Callable[[], T]) -> T:
    """A fault in a provider file ends this drawing, not the service."""
    try:
        return work()
    except ProviderError as error:
        raise line.sign(error) from error.__cause__
    except Exception as error:
        raise faulty(line, error) from error


def faulty(line: Line, error: Exception) -> ProviderError:
    """What a fault in a provider file becomes."""
    log.error("a fault in a provider file", extra={"provider": line.facts.name}, exc_info=error)
    return line.sign(Unclassified(f"a fault in its file: {error!r}"))
