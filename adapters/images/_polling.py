"""The one loop that waits for a picture. The job is never handed in again here: a stumbling question is asked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.images._calls import Answer, Call, Garbled
from adapters.images._outcomes import Drawn, Outcome, Pending
from bot.errors import ModelRetired, NotStarted, OutcomeUnknown, ProviderError, Throttled, Unclassified

Ask = Callable[[Call], Awaitable[Answer]]
SLOWEST = 30.0  # seconds between questions, however often they stumble
UNKNOWN = 4  # times a provider may say that it does not know the job: fresh ones are not visible everywhere at once


class Polling:
    """How to follow a job: `ask` sends, `read` reads, `poll` makes the usual question, `pause` waits (handle, seconds)."""

    def __init__(
        self,
        *,
        ask: Ask,
        read: Callable[[Answer], Outcome],
        poll: Callable[[str], Call],
        pause: Callable[[str, float], Awaitable[None]],
        pace: float,
        left: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._read = read
        self._poll = poll
        self._pause = pause
        self._pace = pace
        self._left = left

    async def follow(self, pending: Pending) -> Drawn:
        """Ask until it is drawn. Raises `OutcomeUnknown` when time runs out: the handle is still good for later."""
        unknown = stumbles = 0
        wait = self._pace if pending.after is None else pending.after
        while True:
            await self._rest(pending, wait)
            found = await self._look(pending)
            match found:
                case Drawn():
                    return found
                case Pending():
                    pending, stumbles = found, 0
                    wait = self._pace if pending.after is None else pending.after
                case ModelRetired():
                    unknown, wait = unknown + 1, self._pace
                    if unknown == UNKNOWN:
                        raise OutcomeUnknown(f"the job is not known there: {found.detail}")
                case _:
                    stumbles += 1
                    wait = self._after(found, stumbles)

    async def _look(self, pending: Pending) -> Outcome | ProviderError:
        """One question. Errors that say nothing about the job are returned; what `read` makes of an answer is final."""
        try:
            call = pending.then or self._poll(pending.handle)
            answer = await self._ask(replace(call, handle=pending.handle))
        except (NotStarted, OutcomeUnknown, Unclassified, ModelRetired) as error:
            return error
        try:
            return self._read(answer)
        except Garbled as error:
            return error

    async def _rest(self, pending: Pending, wait: float) -> None:
        if wait >= self._left():
            raise OutcomeUnknown("not finished in time")
        if wait > 0:
            await self._pause(pending.handle, wait)

    def _after(self, error: ProviderError, stumbles: int) -> float:
        told = error.retry_after if isinstance(error, Throttled) else None
        return told if told is not None else float(min(SLOWEST, self._pace * 2**stumbles))
