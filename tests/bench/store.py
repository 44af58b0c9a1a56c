"""The store's speed, as ratios in one run: `python -m tests.bench.store`. Prints Markdown tables.

A flow is what every picture costs the store: accept, claim, drawn, delivering, delivered, each a transaction. *Raw* is
the very same SQL, recorded and replayed on bare `sqlite3` by a thread with group commit: the ceiling. *Sessions* runs
the same functions in the usual way, a pool of asynchronous connections with a transaction for each.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tests.bench.store_flows import Flows
from tests.bench.store_large import large
from tests.bench.store_queue import queue
from tests.bench.store_ways import Raw, Sessions, recorded

TASKS = 64


async def _together(count: int, work: Callable[[int], Awaitable[None]]) -> float:
    """Seconds for `count` pieces of work, `TASKS` at a time."""
    numbers = iter(range(count))

    async def task() -> None:
        for number in numbers:
            await work(number)

    start = time.perf_counter()
    await asyncio.gather(*(task() for _ in range(TASKS)))
    return time.perf_counter() - start


async def flows(folder: Path, count: int) -> None:
    """The three ways, one after another."""
    ours = await Flows.open(folder / "ours")
    seconds = {"the store": await _together(count, ours.flow)}
    await ours.close()
    transactions = await recorded(folder / "recorded", count)
    raw = await Raw.open(folder / "raw")
    replay = "raw `sqlite3`, the same SQL, group commit"
    seconds[replay] = await _together(len(transactions), lambda number: raw.run(transactions[number]))
    await raw.close()
    few = max(200, count // 20)
    engine, sessions = await Sessions.open(folder / "sessions")
    seconds["asynchronous sessions, pool of 5"] = await _together(few, sessions.flow) * count / few
    await engine.close()
    _table(count, seconds, seconds[replay])


def _table(count: int, seconds: dict[str, float], best: float) -> None:
    print(f"\n| accept → settle, {TASKS} at once | flows/s | of raw |\n|---|---|---|")  # noqa: T201  a script's output
    for name, took in seconds.items():
        print(f"| {name} | {count / took:,.0f} | {best / took:.2f} |")  # noqa: T201  as above


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--flows", type=int, default=6_000)
    parser.add_argument("--queued", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bananabot-bench-") as folder:
        uvloop.run(flows(Path(folder), asked.flows))
        uvloop.run(queue(Path(folder) / "queue", asked.queued))
        uvloop.run(large(Path(folder) / "large", asked.entries // 10, asked.entries))


if __name__ == "__main__":
    main()
