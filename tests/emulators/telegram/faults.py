"""Trouble on order: refusals, lost answers, floods."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tests.emulators.telegram.refusal import Refusal, flood
from tests.emulators.telegram.strict import Call

_SENDING = ("send", "edit", "delete")


class Lost(StrEnum):
    """Where a connection breaks: before the call was looked at, or after it was done."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Flood:
    """At most `limit` sends into a chat within `seconds`; more get 429 with `retry_after`."""

    limit: int
    seconds: float
    retry_after: int = 1
    clock: Callable[[], float] = time.monotonic
    sent: dict[int, deque[float]] = field(default_factory=lambda: defaultdict[int, "deque[float]"](deque))

    def check(self, call: Call) -> None:
        if not call.method.startswith(_SENDING) or call.method == "sendChatAction":
            return
        times, now = self.sent[call["chat_id"]], self.clock()
        while times and times[0] <= now - self.seconds:
            times.popleft()
        if len(times) >= self.limit:
            raise flood(self.retry_after)
        times.append(now)


@dataclass
class Faults:
    """`planned` answers by method, used up in order; `chance` is asked before every call and may raise a `Refusal`."""

    planned: dict[str, deque[Refusal | Lost]] = field(
        default_factory=lambda: defaultdict[str, "deque[Refusal | Lost]"](deque)
    )
    flood: Flood | None = None
    chance: Callable[[Call], None] | None = None

    def plan(self, method: str, *faults: Refusal | Lost) -> None:
        """The next calls of this method go wrong like this."""
        self.planned[method].extend(faults)

    def next(self, call: Call) -> Lost | None:
        """Raises the `Refusal` that is due."""
        waiting = self.planned.get(call.method)
        if waiting:
            fault = waiting.popleft()
            if isinstance(fault, Refusal):
                raise fault
            return fault
        if self.chance is not None:
            self.chance(call)
        if self.flood is not None:
            self.flood.check(call)
        return None


def every(third: int, refuse: Callable[[], Refusal], *methods: str) -> Callable[[Call], None]:
    """Refuse every n-th call of these methods."""
    turn: Iterator[int] = iter(range(1, 1 << 62))

    def chance(call: Call) -> None:
        if call.method in methods and next(turn) % third == 0:
            raise refuse()

    return chance
