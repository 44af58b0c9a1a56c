"""Two other ways to do the same: raw `sqlite3` in a thread, and asynchronous sessions."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from bot.model import Person
from storage.blobs import BlobFiles
from storage.signals import SqliteSignals
from storage.sqlite import connect
from storage.store import Store, random_code
from storage.transactions.house import House
from storage.writer import BATCH, Writer
from tests.bench.store_flows import UNLIMITED, Flows
from tests.fakes.clock import FakeClock

P = ParamSpec("P")
T = TypeVar("T")
Transaction = list[tuple[str, Any]]


def _flows(engine: Written | Sessions, folder: Path, people: list[Person]) -> Flows:
    house = House(secret=b"s", running=UNLIMITED)
    return Flows(Store(engine, BlobFiles(folder), house, FakeClock(), random_code), people)


# ── the same SQL, recorded and replayed ──────────────────────────────────────────────────────────────────────────────


async def recorded(folder: Path, flows: int) -> list[Transaction]:
    """Run flows and return the statements of every transaction, in the order they were committed."""
    opened = await Flows.open(folder)
    await opened.close()
    transactions: list[Transaction] = []
    engine = Written(folder / "bananabot.db", transactions)
    again = _flows(engine, folder, opened.people)
    for number in range(flows):
        await again.flow(number)
    await engine.close()
    return transactions


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        connection = self.connection
        assert isinstance(connection, _Connection)
        connection.seen.append((sql, parameters))
        super().execute(sql, parameters)
        return self


class _Connection(sqlite3.Connection):
    seen: Transaction

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if parameters or not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PRAGMA")):
            self.seen.append((sql, parameters))
        return super().execute(sql, parameters)


class Written:
    """An engine that keeps what it executes."""

    def __init__(self, path: Path, transactions: list[Transaction]) -> None:
        self._transactions = transactions

        def opened() -> sqlite3.Connection:
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=_Connection)
            connection.seen = []
            return connection

        self._writer = Writer(
            lambda: sa.create_engine("sqlite://", creator=opened, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        )

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def watched(connection: sa.Connection) -> T:
            raw = connection.connection.driver_connection
            assert isinstance(raw, _Connection)
            raw.seen = []
            result = operation(connection, *args, **kwargs)
            self._transactions.append(raw.seen)
            return result

        return await self._writer.run(watched)

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._writer.run(lambda connection: query(connection, *args, **kwargs))

    async def browse(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.read(query, *args, **kwargs)

    def signals(self) -> SqliteSignals:
        return SqliteSignals()

    async def close(self) -> None:
        await self._writer.close()


class Raw:
    """The ceiling: recorded statements in a thread with group commit and a savepoint for each transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: SimpleQueue[tuple[Transaction, asyncio.Future[None]] | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @classmethod
    async def open(cls, folder: Path) -> Raw:
        made = await Flows.open(folder)
        await made.close()
        return cls(folder / "bananabot.db")

    async def run(self, transaction: Transaction) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        self._queue.put((transaction, future))
        await future

    def signals(self) -> SqliteSignals:
        return SqliteSignals()

    async def close(self) -> None:
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        with closing(connect(self._path)) as connection:
            while (first := self._queue.get()) is not None:
                batch = [first]
                while len(batch) < BATCH:
                    try:
                        following = self._queue.get_nowait()
                    except Empty:
                        break
                    assert following is not None
                    batch.append(following)
                connection.execute("BEGIN IMMEDIATE")
                for transaction, _ in batch:
                    connection.execute("SAVEPOINT operation")
                    for sql, parameters in transaction:
                        connection.execute(sql, parameters).fetchall()
                    connection.execute("RELEASE operation")
                connection.execute("COMMIT")
                self._loop.call_soon_threadsafe(_done, [future for _, future in batch])


def _done(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


# ── asynchronous sessions ────────────────────────────────────────────────────────────────────────────────────────────


class Sessions:
    """The usual way: a pool of asynchronous connections, a session and a transaction for each operation."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, folder: Path) -> tuple[Sessions, Flows]:
        made = await Flows.open(folder)
        await made.close()
        engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'bananabot.db'}", pool_size=5, max_overflow=0)

        @event.listens_for(engine.sync_engine, "connect")
        def durable(connection: Any, record: object) -> None:
            del record
            connection.isolation_level = None
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA busy_timeout=10000")
            cursor.close()

        @event.listens_for(engine.sync_engine, "begin")
        def immediate(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        _ = durable, immediate
        sessions = cls(engine)
        return sessions, _flows(sessions, folder, made.people)

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        async with AsyncSession(self._engine) as session, session.begin():
            connection = await session.connection()
            return await connection.run_sync(operation, *args, **kwargs)

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.write(query, *args, **kwargs)

    async def browse(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.read(query, *args, **kwargs)

    def signals(self) -> SqliteSignals:
        return SqliteSignals()

    async def close(self) -> None:
        await self._engine.dispose()
