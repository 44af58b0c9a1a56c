"""SQLite: one writer thread, and a few read-only connections beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from storage.faults import sqlite_fault
from storage.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10.0
READERS = 4


def connect(path: Path, busy: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A writing connection in autocommit mode: whoever writes says BEGIN IMMEDIATE."""
    connection = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commits with the power
        connection.execute("PRAGMA temp_store=MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def writing(path: Path, busy: float = BUSY_SECONDS) -> sa.Engine:
    return sa.create_engine(
        "sqlite://", creator=lambda: connect(path, busy), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )


class Sqlite:
    """Implements `storage.engine.Engine`. Another process may write too; `busy` is how many seconds one waits for it."""

    def __init__(self, path: Path, busy: float = BUSY_SECONDS) -> None:
        self._writer = Writer(lambda: writing(path, busy))
        self._readers = _reading(path)

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._writer.run(lambda connection: operation(connection, *args, **kwargs))

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(query, *args, **kwargs)
        except exc.DBAPIError as error:
            raise sqlite_fault(error) from error

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.close()


def _reading(path: Path) -> AsyncEngine:
    url = sa.URL.create(
        "sqlite+aiosqlite", database=path.absolute().as_uri(), query={"mode": "ro", "uri": "true", "timeout": "10"}
    )
    engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=READERS, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def read_only(connection: Any, record: object) -> None:
        del record
        connection.isolation_level = None  # the driver's own transactions lose updates and snapshots
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def snapshot(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    _ = read_only, snapshot
    return engine
