"""Making, upgrading and checking a database, whichever it is."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from bot.errors import SchemaMismatch, StoreError, StoreFull
from storage.engine import database_url, sqlite_path
from storage.faults import sqlite_fault
from storage.migrations import HEAD, STEPS
from storage.sqlite import writing

T = TypeVar("T")


async def upgrade(text: str) -> str:
    """Bring the database to this program's version, making it where there is none; return the version.

    Raises `SchemaMismatch` when it is newer than this program, or another `StoreError`.
    """
    url = database_url(text)
    path = sqlite_path(url)
    if path is None:
        return await _on_postgres(url, _climb)
    return await asyncio.to_thread(_upgrade_sqlite, path)


async def check(text: str) -> list[str]:
    """What is wrong with a database, a line for each finding; nothing when it is well. Raises `StoreError`."""
    url = database_url(text)
    path = sqlite_path(url)
    if path is None:
        return await _on_postgres(url, _compare)
    return await asyncio.to_thread(_check_sqlite, path)


def version(c: sa.Connection) -> str | None:
    """None: nothing is there yet. Raises `SchemaMismatch` for a version that this program does not know."""
    if not sa.inspect(c).has_table("alembic_version"):
        return None
    return _known(c.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none())


def _known(found: str | None) -> str | None:
    if found is not None and found not in STEPS:
        raise SchemaMismatch(
            f"the database has version {found}, this program knows {STEPS[0]} to {HEAD}: start the newer bananabot"
        )
    return found


def _climb(c: sa.Connection) -> str:
    if version(c) != HEAD:
        from storage.migrations.run import climb  # noqa: PLC0415  Alembic loads slowly, and is hardly ever needed

        climb(c, HEAD)
    return HEAD


def _compare(c: sa.Connection) -> list[str]:
    from storage.migrations.run import differences  # noqa: PLC0415  as above

    found = version(c)
    if found != HEAD:
        return [f"the database has version {found or 'none'}, this program needs {HEAD}: run `bananabot db upgrade`"]
    return differences(c)


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _upgrade_sqlite(path: Path) -> str:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFull(f"cannot make {path.parent}: {error.strerror}") from error
    return HEAD if sqlite_version(path) == HEAD else _on_sqlite(path, _climb)


def sqlite_version(path: Path) -> str | None:
    """The same as `version`, without loading anything but the driver. Raises `SchemaMismatch` and other `StoreError`s."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if table else None
    except sqlite3.Error as error:
        raise _broken(path, error) from error
    return _known(row[0] if row else None)


def _on_sqlite(path: Path, work: Callable[[sa.Connection], T]) -> T:
    """Inside one transaction, schema changes included."""
    engine = writing(path)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                result = work(connection)
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
            return result
    except (exc.DBAPIError, sqlite3.Error) as error:
        raise _broken(path, error) from error
    finally:
        engine.dispose()


def _broken(path: Path, error: exc.DBAPIError | sqlite3.Error) -> BaseException:
    fault = sqlite_fault(error)
    return fault if isinstance(fault, StoreError) else StoreError(f"{path}: {error}")


def _check_sqlite(path: Path) -> list[str]:
    if not path.exists():
        return [f"{path} does not exist: run `bananabot db upgrade`"]
    try:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [f"{path}: {error}"]
    return [f"{path}: {row[0]}" for row in rows if row[0] != "ok"] or _on_sqlite(path, _compare)


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def _on_postgres(url: sa.URL, work: Callable[[sa.Connection], T]) -> T:
    from storage.postgres import alone  # noqa: PLC0415  as in `storage.engine`: an embedded start goes without

    return await alone(url, work)
