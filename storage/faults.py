"""What a database's errors mean to us."""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc

from bot.errors import StoreBusy, StoreError, StoreFull

AGAIN = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL: serialization failure, deadlock, and a unique key that somebody else took: all gone at the next try."""


class RolledBack(StoreError):
    """SQLite undid the whole transaction, not only the failing operation; the cause says why."""


def sqlite_fault(error: BaseException) -> BaseException:
    """A `StoreError` for what SQLite could not do; anything else as it is."""
    if isinstance(error, RolledBack) and error.__cause__ is not None:
        return sqlite_fault(error.__cause__)
    cause: BaseException | None = error.orig if isinstance(error, exc.DBAPIError) else error
    if not isinstance(cause, sqlite3.OperationalError):
        return error
    name = str(getattr(cause, "sqlite_errorname", ""))
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return StoreFull(f"no space left for the database, or it cannot be written: {cause}")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL")):
        return StoreBusy(f"the database cannot be written now: {cause}")
    return error


def sqlstate(error: exc.DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", "") or "")


def postgres_fault(error: exc.DBAPIError) -> Exception:
    """A `StoreError` for what PostgreSQL could not do now; anything else as it is."""
    state = sqlstate(error)
    if state.startswith("531") or state == "58030":
        return StoreFull(f"no space left for the database: {error.orig}")
    if error.connection_invalidated or state.startswith(("08", "53", "57P", "25006")):
        return StoreBusy(f"the database cannot be reached: {error.orig}")
    return error
