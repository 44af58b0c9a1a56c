"""A store with years behind it: what its slowest answers take."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

from bot.model import Identity, Person
from storage.schema.columns import micros
from storage.store import open_store
from storage.transactions.people import keyed
from storage.upkeep import upgrade
from tests.contracts.store_orders import limits, order, private
from tests.fakes.clock import NOON, FakeClock

SECRET = b"s"
RULES = limits(person="1000/day,10000/month", service="100000000/day")
ASKED = 2_000

_JOBS = (
    "INSERT INTO jobs (id, platform, event, chat, chat_kind, person, account, language, prompt, request, units, state, "
    "lane, fund, share, vt, not_before, ending, created, ended, reservation) VALUES "
    "(?, 'console', ?, ?, 'private', ?, ?, 'en', 'a red fox', '{}', 1, 'delivered', 10, 'allowance', ?, ?, ?, "
    "'confirmed', ?, ?, '[]')"
)
_TABLES: dict[str, str] = {
    "jobs": _JOBS,
    "pictures": "INSERT INTO pictures (job, number, digest, media_type, width, height) VALUES (?, 1, ?, 'image/png', 1, 1)",
    "ledger": "INSERT INTO ledger (job, kind, person, units, fund, at) VALUES (?, ?, ?, 1, 'allowance', ?)",
}


async def large(folder: Path, people: int, entries: int) -> None:
    """Two ledger entries a job; the slowest of `ASKED` answers to random people."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bananabot.db"
    await upgrade(f"sqlite:///{path}")
    _fill(path, people, entries // 2)
    store = await open_store(f"sqlite:///{path}", folder, SECRET, FakeClock())
    dice = random.Random(1)

    def anybody() -> Person:
        number = dice.randrange(people)
        return Person(number + 1, str(number), "en", "UTC")

    async def accept() -> None:
        who = anybody()
        await store.jobs.accept(order(who, account=str(who.id - 1), defaults=RULES), NOON)

    async def quota() -> None:
        who = anybody()
        await store.quota.quota(who, private(str(who.id - 1)), "UTC", RULES, NOON)

    async def history() -> None:
        await store.gallery.history(anybody().id, 10)

    print(f"\n| {entries:,} ledger entries, {people:,} people | p50 ms | p99 ms |\n|---|---|---|")  # noqa: T201  a script's output
    for name, ask in {"accept": accept, "`/quota`": quota, "`/history`": history}.items():
        took = sorted([await _timed(ask) for _ in range(ASKED)])
        print(f"| {name} | {took[ASKED // 2]:.2f} | {took[ASKED * 99 // 100]:.2f} |")  # noqa: T201  as above
    await store.close()


async def _timed(ask: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await ask()
    return (time.perf_counter() - start) * 1000


def _fill(path: Path, people: int, jobs: int) -> None:
    at = micros(NOON) - 86_400_000_000 * 30
    with closing(sqlite3.connect(path)) as c:
        c.execute("PRAGMA synchronous=OFF")
        c.executemany(
            "INSERT INTO people (id, key, language, timezone, created) VALUES (?, ?, 'en', 'UTC', ?)",
            ((number + 1, str(number), at) for number in range(people)),
        )
        c.executemany(
            "INSERT INTO identities (key, person, platform, account, created) VALUES (?, ?, 'console', ?, ?)",
            ((keyed(SECRET, Identity("console", str(n))), n + 1, str(n), at) for n in range(people)),
        )
        for table, statement in _TABLES.items():
            c.executemany(statement, _rows(table, people, jobs, at))
        c.executemany(
            'INSERT INTO counters (scope, "window", used, at) VALUES (?, ?, 1, ?)',
            ((f"person:{n + 1}", label, at) for n in range(people) for label in ("2026-11-22", "2026-11")),
        )
        c.commit()


def _rows(table: str, people: int, jobs: int, start: int) -> Iterator[tuple[object, ...]]:
    for job in range(1, jobs + 1):
        who, at = job * 7919 % people, start + job
        match table:
            case "jobs":
                yield job, f"e{job}", str(who), who + 1, str(who), f"person:{who + 1}", job, at, at, at
            case "pictures":
                yield job, f"{job:064x}"
            case _:
                yield job, "reserve", who + 1, at
                yield job, "settle", who + 1, at
