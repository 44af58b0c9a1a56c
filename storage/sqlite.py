"""SQLite: one writer thread, and a few read-only connections beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from storage.readers import Readers
from storage.signals import SqliteSignals
from storage.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10.0


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
    return _autocommit(lambda: connect(path, busy))


def reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, whatever it is asked."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA query_only=ON")
    return connection


def _autocommit(creator: Callable[[], sqlite3.Connection]) -> sa.Engine:
    return sa.create_engine("sqlite://", creator=creator, poolclass=NullPool, isolation_level="AUTOCOMMIT")


class Looks(Protocol):
    """What takes long looks (`storage.browsing.Browser`)."""

    async def look(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def close(self) -> None: ...


class Sqlite:
    """Implements `storage.engine.Engine`. Another process may write too; `busy` is how many seconds one waits for it.

    A read is one visit to a thread, not one for each statement: aiosqlite takes five times as long.
    """

    def __init__(self, path: Path, busy: float = BUSY_SECONDS) -> None:
        self._writer = Writer(lambda: writing(path, busy))
        self._path = path
        self._busy = busy
        self._browser: Looks | None = None
        self._readers = Readers(lambda: _autocommit(lambda: reading(path)))

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._writer.run(lambda connection: operation(connection, *args, **kwargs))

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._readers.run(lambda connection: query(connection, *args, **kwargs))

    async def browse(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._browser is None:
            from storage.browsing import Browser  # noqa: PLC0415  an idle service goes without SQLAlchemy's asyncio half

            self._browser = Browser(self._path, self._busy)
        return await self._browser.look(query, *args, **kwargs)

    def signals(self) -> SqliteSignals:
        return SqliteSignals()

    async def close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        await self._readers.close()
        await self._writer.close()
