"""One flow through the store, as the service does it."""

from __future__ import annotations

from pathlib import Path

from bot.model import Ending, Person
from bot.ports import Receipt
from storage.store import Store, open_store
from tests.contracts.store_orders import generation, limits, order, somebody
from tests.fakes.clock import NOON, FakeClock

PEOPLE = 64
RULES = limits(person="100000000/day,100000000/month", service="100000000/day", budget="100000000000000/month")
MADE = generation("a picture", micros=39_000)
LEASE = 60.0
UNLIMITED = 1_000_000


class Flows:
    """A store with a few people in it."""

    def __init__(self, store: Store, people: list[Person]) -> None:
        self.store = store
        self.people = people

    @classmethod
    async def open(cls, folder: Path) -> Flows:
        folder.mkdir(parents=True, exist_ok=True)
        store = await open_store(f"sqlite:///{folder / 'bananabot.db'}", folder, b"s", FakeClock(), running=UNLIMITED)
        return cls(store, [await somebody(store, f"p{number}") for number in range(PEOPLE)])

    async def close(self) -> None:
        await self.store.close()

    async def accept(self, number: int) -> None:
        who = number % PEOPLE
        asked = order(self.people[who], account=f"p{who}", micros=39_000, defaults=RULES, cap=UNLIMITED)
        await self.store.jobs.accept(asked, NOON)

    async def flow(self, number: int) -> None:
        """Accept one, then draw and deliver whichever is first in the queue."""
        await self.accept(number)
        jobs, owner = self.store.jobs, f"w{number}"
        for job in await jobs.claim(owner, 1, NOON, LEASE):
            await jobs.drawn(owner, job.id, MADE, NOON)
            await jobs.delivering(owner, job.id, NOON)
            await jobs.delivered(owner, job.id, Receipt((f"m{job.id}",)), Ending.CONFIRMED, NOON)
