"""The few seconds in which a callback may still be answered, over the platform's own retries of the same event.

A slot is one event. Every attempt of the platform attaches to it; whoever has the answer offers it; the first attempt
whose connection is alive writes it, and later attempts write the same. All times in seconds from the first attempt.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from adapters.chat.wechat.mailbox import Waiting
from adapters.chat.wechat.moment import came
from adapters.chat.wechat.passive import Content
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Patience:
    """WeChat cuts after 5 s and tries three times.

    `attempt`: how long one attempt may be held. `last`: when the last attempt must be answered. `final`: attempts that
    begin later than this are the last. `cut`: when the platform has surely hung up. `kept`: how long answers are kept.
    `margin`: a picture expected later than this before the last moment is not waited for.
    """

    attempt: float = 4.5
    last: float = 13.5
    final: float = 9.0
    cut: float = 8.0
    kept: float = 60.0
    margin: float = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A passive answer, what of the mailbox it shows, and the jobs it hands over: no longer waiting once it is written."""

    content: Content
    shown: tuple[Waiting, ...] = ()
    jobs: tuple[int, ...] = ()


class Slot:
    """One event's chance of an answer. `held` are words that wait for a picture to take their place."""

    def __init__(self, opened: float) -> None:
        self.opened = opened
        self.held: Reply | None = None
        self.answer: Reply | None = None
        self.closed = False
        self.answered = asyncio.Event()
        self.written = asyncio.Event()

    def settle(self, answer: Reply | None) -> Reply | None:
        """Decide once what this event is answered with; whoever comes later gets what was decided."""
        if not self.closed:
            self.closed = True
            self.answer = answer
            self.answered.set()
        return self.answer


class Slots:
    def __init__(self, clock: Clock, patience: Patience) -> None:
        self._clock = clock
        self._patience = patience
        self._slots: OrderedDict[str, Slot] = OrderedDict()

    def open(self, event: str) -> tuple[Slot, bool]:
        """The slot of an event, and whether this is its first attempt here."""
        self._prune()
        slot = self._slots.get(event)
        if slot is not None:
            return slot, False
        slot = self._slots[event] = Slot(self._clock.monotonic())
        return slot, True

    def drop(self, event: str) -> None:
        """Forget an event that could not be stored: its next attempt is a first one again."""
        self._slots.pop(event, None)

    def get(self, event: str) -> Slot | None:
        """The slot, while it can still be answered."""
        slot = self._slots.get(event)
        return slot if slot is not None and not slot.closed and self.left(slot) > 0 else None

    def worth_waiting(self, slot: Slot, seconds: float) -> bool:
        """Whether something expected in `seconds` can still be this slot's answer."""
        return seconds + self._patience.margin < self.left(slot)

    def left(self, slot: Slot) -> float:
        """Seconds until the last attempt must be answered."""
        return slot.opened + self._patience.last - self._clock.monotonic()

    async def offer(self, slot: Slot, answer: Reply) -> bool:
        """Answer with this; True once an attempt has written it, False when it was too late or nobody is listening."""
        if slot.closed or self.left(slot) <= 0:
            return False
        slot.settle(answer)
        return await came(slot.written, max(0.0, self.left(slot)) + 1.0)

    async def attend(self, slot: Slot) -> bool:
        """Wait, in one attempt, until there is an answer. False: let the platform hang up and try again."""
        begun = self._clock.monotonic() - slot.opened
        final = begun >= self._patience.final
        until = self._patience.last if final else begun + self._patience.attempt
        return await came(slot.answered, slot.opened + until - self._clock.monotonic()) or final

    def _prune(self) -> None:
        while self._slots:
            event, slot = next(iter(self._slots.items()))
            if self._clock.monotonic() - slot.opened <= self._patience.kept:
                return
            del self._slots[event]
