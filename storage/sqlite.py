"""SQLite: one writer thread, and a few read-only connections beside it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.pool import NullPool, QueuePool

from storage.faults import sqlite_fault
from storage.signals import SqliteSignals
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


def reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, whatever it is asked."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA query_only=ON")
    return connection


class Looks(Protocol):
    """What takes long looks (`storage.browsing.Browser`)."""

    async def look(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def close(self) -> None: ...


class Sqlite:
    """Implements `storage.engine.Engine`. Another process may write too; `busy` is how many seconds one waits for it.

    A read is one visit to a thread, not one for each statement: measured 0.4 ms where aiosqlite takes 2.
    """

    def __init__(self, path: Path, busy: float = BUSY_SECONDS) -> None:
        self._writer = Writer(lambda: writing(path, busy))
        self._path = path
        self._busy = busy
        self._browser: Looks | None = None
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="bananabot-reader")
        self._readers = sa.create_engine(
            "sqlite://",
            creator=lambda: reading(path),
            poolclass=QueuePool,
            pool_size=READERS,
            max_overflow=0,
            isolation_level="AUTOCOMMIT",
        )

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._writer.run(lambda connection: operation(connection, *args, **kwargs))

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def look() -> T:
            return self._look(lambda connection: query(connection, *args, **kwargs))

        return await asyncio.get_running_loop().run_in_executor(self._threads, look)

    async def browse(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._browser is None:
            from storage.browsing import Browser  # noqa: PLC0415  an idle service goes without SQLAlchemy's asyncio half

            self._browser = Browser(self._path, self._busy)
        return await self._browser.look(query, *args, **kwargs)

    def _look(self, query: Callable[[sa.Connection], T]) -> T:
        try:
            with self._readers.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("BEGIN")  # one snapshot for the whole query
                try:
                    return query(connection)
                finally:
                    raw.execute("ROLLBACK")
        except (exc.DBAPIError, sqlite3.Error) as error:
            raise sqlite_fault(error) from error

    def signals(self) -> SqliteSignals:
        return SqliteSignals()

    async def close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        await asyncio.to_thread(self._threads.shutdown)
        self._readers.dispose()
        await self._writer.close()
