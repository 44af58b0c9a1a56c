"""Run as a process of its own: for each name on stdin many tasks ask for one unit of that person at the same moment.

`python -m tests.contracts.store_rush URL FOLDER TASKS PREFIX`; prints how many were accepted, a line for each name.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.errors import QuotaExceeded
from storage.store import Store, open_store
from tests.contracts.store_orders import limits, order, somebody
from tests.fakes.clock import NOON, FakeClock

LIMIT = 10


async def rush(store: Store, who: str, tasks: int, prefix: str) -> int:
    """How many of `tasks` simultaneous orders of one person were accepted."""
    person = await somebody(store, who)
    rules = limits(person=f"{LIMIT}/day")
    asked = [order(person, account=who, event=f"{prefix}-{who}-{i}", defaults=rules) for i in range(tasks)]
    results = await asyncio.gather(*(store.jobs.accept(one, NOON) for one in asked), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, QuotaExceeded):
            raise result
    return sum(not isinstance(result, BaseException) for result in results)


async def serve(url: str, folder: Path, tasks: int, prefix: str) -> None:
    store = await open_store(url, folder, b"s", FakeClock())
    while who := (await asyncio.to_thread(sys.stdin.readline)).strip():
        sys.stdout.write(f"{await rush(store, who, tasks, prefix)}\n")
        sys.stdout.flush()
    await store.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
