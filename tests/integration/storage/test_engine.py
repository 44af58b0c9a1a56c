"""Transactions: alone with their errors, together in their commit, durable when they return."""

from __future__ import annotations

import asyncio
import threading

import sqlalchemy as sa
from sqlalchemy import exc

from bot.errors import NotFound
from storage.engine import Engine, database_url, open_engine, sqlite_path
from storage.transactions import notes
from tests.fakes.clock import NOON


def _put(c: sa.Connection, key: str, value: str = "") -> str:
    notes.put(c, key, value, now=NOON, ttl=60)
    return key


def _put_and_fail(c: sa.Connection, key: str) -> None:
    _put(c, key)
    raise NotFound("nothing.there", code=key)


def _keys(c: sa.Connection) -> list[str]:
    return list(c.execute(sa.text("SELECT key FROM notes ORDER BY key")).scalars())


async def test_an_error_undoes_its_own_operation_and_no_other(engine: Engine) -> None:
    results = await asyncio.gather(
        *(engine.write(_put_and_fail if i % 3 == 0 else _put, f"{i:02}") for i in range(30)), return_exceptions=True
    )
    failed = [result for result in results if isinstance(result, NotFound)]
    assert [error.fields["code"] for error in failed] == [f"{i:02}" for i in range(0, 30, 3)]
    assert await engine.read(_keys) == [f"{i:02}" for i in range(30) if i % 3]


async def test_a_broken_statement_reaches_its_caller_alone(engine: Engine) -> None:
    def broken(c: sa.Connection) -> None:
        c.execute(sa.text("INSERT INTO nowhere VALUES (1)"))

    good, bad, fine = await asyncio.gather(
        engine.write(_put, "a"), engine.write(broken), engine.write(_put, "b"), return_exceptions=True
    )
    assert (good, fine) == ("a", "b")
    assert isinstance(bad, exc.DBAPIError)


async def test_a_cancelled_caller_harms_nobody(engine: Engine) -> None:
    tasks = [asyncio.create_task(engine.write(_put, f"{i:03}")) for i in range(100)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert set(await engine.read(_keys)) >= {f"{i:03}" for i in range(1, 100, 2)}
    assert await engine.write(_put, "after") == "after"


async def test_closing_finishes_what_was_asked_for_and_leaves_no_thread(url: str) -> None:
    before = set(threading.enumerate())
    opened = open_engine(database_url(url))
    await opened.read(_keys)
    waiting = [asyncio.create_task(opened.write(_put, f"{i:03}")) for i in range(300)]
    await asyncio.sleep(0)
    await asyncio.gather(*waiting[:1])
    results = asyncio.gather(*waiting)
    await opened.close() if sqlite_path(database_url(url)) else await results
    assert await results == [f"{i:03}" for i in range(300)]
    await opened.close()
    left = {thread for thread in threading.enumerate() if thread not in before and "asyncio" not in thread.name}
    assert not left
