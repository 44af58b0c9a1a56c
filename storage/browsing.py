"""Long looks at a SQLite file: exports, reports, the dashboard. They take their time on connections of their own.

A quick look is one visit to a thread (`Sqlite.read`); these go statement by statement through aiosqlite, so that between
two statements of a long one others get their turn, and none of the few quick readers is taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.faults import sqlite_fault

P = ParamSpec("P")
T = TypeVar("T")

POOL = 2


class Browser:
    """Opened with the first look. `busy`: seconds to wait for another process that has the file."""

    def __init__(self, path: Path, busy: float) -> None:
        self._path = path
        self._busy = busy
        self._engine: AsyncEngine | None = None

    async def look(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One snapshot. Raises `StoreError`s."""
        self._engine = self._engine or self._open()
        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(query, *args, **kwargs)
        except (exc.DBAPIError, sqlite3.Error) as error:
            raise sqlite_fault(error) from error

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()

    def _open(self) -> AsyncEngine:
        file = f"file:{self._path.absolute()}?mode=ro&uri=true"
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{file}", pool_size=POOL, max_overflow=0, connect_args={"timeout": self._busy}
        )
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)
        return engine


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """The driver's own way with transactions reads outside of any; ours begins one for the whole look."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")
