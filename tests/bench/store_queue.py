"""What claiming costs when many wait."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.model import Ending, Person
from tests.bench.store_flows import LEASE, UNLIMITED, Flows
from tests.contracts.store_orders import order, somebody
from tests.fakes.clock import NOON

EACH = 200


async def queue(folder: Path, queued: int) -> None:
    """Nine tenths of the queue belong to one person, as in the worst case."""
    flows = await Flows.open(folder)
    jobs = flows.store.jobs
    greedy = await somebody(flows.store, "greedy")
    for start in range(0, queued, 1000):
        await _fill(flows, greedy, range(start, min(start + 1000, queued)))
    print(f"\n| with {queued:,} queued | µs |\n|---|---|")  # noqa: T201  a script's output
    for count in (1, 64):
        start_at = time.perf_counter()
        claimed = [job for _ in range(EACH // count + 1) for job in await jobs.claim("w", count, NOON, LEASE)]
        took = time.perf_counter() - start_at
        print(f"| claim {count} | {took / (EACH // count + 1) * 1e6:,.0f} |")  # noqa: T201  as above
        for job in claimed:
            await jobs.refund("w", job.id, Ending.FAILED, "", NOON)
    start_at = time.perf_counter()
    for number in range(EACH):
        await flows.accept(number)
    print(f"| accept | {(time.perf_counter() - start_at) / EACH * 1e6:,.0f} |")  # noqa: T201  as above
    first = await jobs.claim("w", 50, NOON, LEASE)
    share = sum(job.person == greedy.id for job in first)
    print(f"\nOf the next 50 the greedy one got {share}.")  # noqa: T201  as above
    await flows.close()


async def _fill(flows: Flows, greedy: Person, numbers: range) -> None:
    await asyncio.gather(
        *(
            flows.store.jobs.accept(order(greedy, account="greedy", cap=UNLIMITED), NOON)
            if number % 10
            else flows.accept(number)
            for number in numbers
        )
    )
