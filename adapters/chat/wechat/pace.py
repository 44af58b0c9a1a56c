"""Sends to one chat spread over time, counted together by every process: the platform drops what is too much, without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.chat.wechat.notes import Notes
from bot.errors import SlowDown
from bot.ports import Clock

_NOTE = "sent"
_Sent = Sequence[float]


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in `seconds`."""

    count: int
    seconds: float


# 30 a minute and 1,000 an hour; our stretches are longer by what a call may take, since the platform counts arrivals
RATES = (Rate(30, 65.0), Rate(1_000, 3_660.0))


class Pace:
    """`patience` is how long (seconds) a send may wait here before it is given back to the queue."""

    def __init__(self, notes: Notes, clock: Clock, rates: Sequence[Rate] = RATES, patience: float = 70.0) -> None:
        self._notes = notes
        self._clock = clock
        self._rates = rates
        self._patience = patience

    async def turn(self, chat: str) -> None:
        """Return when this chat may get one more message, which counts from then. Raises `SlowDown` if that takes too long."""
        waited = 0.0
        while (wait := await self.booked(chat)) > 0:
            waited += wait
            if waited > self._patience:
                raise SlowDown("as many messages as the platform shows", retry_after=wait)
            await self._clock.sleep(wait)

    async def spare(self, chat: str) -> bool:
        """Book a place, if less than a third of what this chat may get is spent: for words on the way to a picture."""
        return await self._book(chat, [Rate(rate.count // 3, rate.seconds) for rate in self._rates]) <= 0

    async def roomy(self, chat: str) -> bool:
        """Whether less than a third of what this chat may get is spent: only then are words on the way to a picture worth it."""
        now, sent = self._clock.now().timestamp(), await self._notes.get(chat, _NOTE) or ()
        return all(3 * sum(now - at < rate.seconds for at in sent) < rate.count for rate in self._rates)

    async def booked(self, chat: str) -> float:
        """Book a place now, or the seconds until one is free."""
        return await self._book(chat, self._rates)

    async def _book(self, chat: str, rates: Sequence[Rate]) -> float:
        now = self._clock.now().timestamp()
        wait = 0.0

        def book(sent: _Sent | None) -> _Sent | None:
            nonlocal wait
            kept = [at for at in sent or () if now - at < max(rate.seconds for rate in self._rates)]
            wait = max(_wait(kept, rate, now) for rate in rates)
            return sent if wait > 0 else [*kept, round(now, 3)]

        await self._notes.change(chat, _NOTE, book, max(rate.seconds for rate in self._rates))
        return wait


def _wait(sent: _Sent, rate: Rate, now: float) -> float:
    recent = [at for at in sent if now - at < rate.seconds]
    return 0.0 if len(recent) < rate.count else recent[-rate.count] + rate.seconds - now + 0.01
