"""PostgreSQL: the same operations, each in a transaction of its own, done again when the database asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreBusy
from storage.faults import AGAIN, postgres_fault, sqlstate
from storage.notify import PostgresSignals

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 20
_LOCK = 0x62616E616E61
"""The advisory lock under which one process migrates while others wait."""


class Postgres:
    """Implements `storage.engine.Engine`."""

    def __init__(self, url: sa.URL) -> None:
        self._engine = create_async_engine(url, pool_size=10, max_overflow=10, pool_timeout=30)

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        failed: Exception = StoreBusy("the database had no quiet moment for this")
        for _ in range(TRIES):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(operation, *args, **kwargs)
            except exc.DBAPIError as error:
                if sqlstate(error) not in AGAIN:
                    raise postgres_fault(error) from error
                failed = error
            except (OSError, exc.TimeoutError) as error:
                raise StoreBusy(f"the database cannot be reached: {error}") from error
        raise failed

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(query, *args, **kwargs)
        except exc.DBAPIError as error:
            raise postgres_fault(error) from error
        except (OSError, exc.TimeoutError) as error:
            raise StoreBusy(f"the database cannot be reached: {error}") from error

    async def browse(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.read(query, *args, **kwargs)  # a pool of connections, and a server with its own processes

    def signals(self) -> PostgresSignals:
        return PostgresSignals(self._engine)

    async def close(self) -> None:
        await self._engine.dispose()


async def alone(url: sa.URL, work: Callable[[sa.Connection], T]) -> T:
    """One transaction while nobody else migrates, on a connection of its own."""
    engine = create_async_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            return await connection.run_sync(work)
    except exc.DBAPIError as error:
        raise postgres_fault(error) from error
    except OSError as error:
        raise StoreBusy(f"the database cannot be reached: {error}") from error
    finally:
        await engine.dispose()
