"""Polling, with a clock of its own: what cannot be stored is not lost, what breaks us is not taken for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from adapters.chat.telegram.intake import Intake
from adapters.chat.telegram.polling import Poller
from bot.errors import StoreBusy
from tests.fakes.clock import FakeClock


@dataclass
class Server:
    """Gives every update until it is confirmed."""

    clock: FakeClock
    updates: list[int] = field(default_factory=list[int])

    async def call(self, method: str, parameters: Mapping[str, Any], *, seconds: float = 60.0) -> Any:
        del method, seconds
        await self.clock.sleep(1)
        self.updates = [number for number in self.updates if number >= parameters["offset"]]
        return [{"update_id": number} for number in self.updates]

    async def load(self, path: str, limit: int) -> bytes | None:
        raise AssertionError(path, limit)

    async def close(self) -> None: ...


@dataclass
class Till:
    """Raises what is due for an update, as long as something is."""

    due: dict[int, list[Exception]] = field(default_factory=dict[int, list[Exception]])
    taken: list[int] = field(default_factory=list[int])

    async def take(self, update: dict[str, int]) -> None:
        if failures := self.due.get(update["update_id"]):
            raise failures.pop()
        self.taken.append(update["update_id"])


async def polled(till: Till, seconds: float) -> tuple[list[int], list[int]]:
    """What was taken, and what is left at the server, when two updates came and so much time has passed."""
    clock = FakeClock()
    server = Server(clock, [1, 2])
    poller = Poller(server, cast("Intake", till), clock, seconds=25, grace=15)
    polling = asyncio.create_task(poller.run())
    await clock.advance(seconds)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    return till.taken, server.updates


async def test_a_payment_is_not_given_up_while_nothing_can_be_stored() -> None:
    assert await polled(Till({1: [StoreBusy("full")] * 50}), 400) == ([2, 1], [])


async def test_what_breaks_us_is_given_up() -> None:
    assert await polled(Till({1: [RuntimeError("a mistake of ours")] * 50}), 60) == ([2], [])
