"""Copies of a database while it is in use, and the way back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError, StoreFull
from storage.engine import database_url, sqlite_path
from storage.faults import sqlite_fault
from storage.upkeep import check, sqlite_version, upgrade

Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""

_PAGES = 2_000
_BUSY_SECONDS = 10.0


async def backup(text: str, file: Path, progress: Progress | None = None) -> None:
    """Copy a database that may be in use into a new file; the pictures are files and are copied as such.

    Raises `StoreError`: for PostgreSQL (its own tools do that), for a file that exists, and when there is no space.
    """
    source = _file(text, "copied with pg_dump")
    await asyncio.to_thread(_backup, source, file, progress)


async def restore(text: str, file: Path, progress: Progress | None = None) -> None:
    """Replace a database by a copy, after looking whether the copy is sound; it is upgraded if it is older.

    Raises `StoreError` for an unsound copy and for PostgreSQL, `SchemaMismatch` for one from a newer program.
    """
    target = _file(text, "restored with pg_restore")
    await asyncio.to_thread(_look, file)
    findings = [line for line in await check(f"sqlite:///{file}") if "db upgrade" not in line]
    if findings:
        raise StoreError(f"{file} is damaged: {findings[0]}")
    await asyncio.to_thread(_copy, file, target, progress)
    await upgrade(text)


def _file(text: str, otherwise: str) -> Path:
    path = sqlite_path(database_url(text))
    if path is None:
        raise StoreError(f"a PostgreSQL database is {otherwise}, which comes with PostgreSQL")
    return path


def _backup(source: Path, file: Path, progress: Progress | None) -> None:
    if not source.exists():
        raise StoreError(f"{source} does not exist")
    if file.exists():
        raise StoreError(f"{file} exists already: choose another name")
    beside = file.with_name(f".{file.name}.part")
    try:
        _copy(source, beside, progress)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _look(file: Path) -> None:
    if not file.exists():
        raise StoreError(f"{file} does not exist")
    if sqlite_version(file) is None:
        raise StoreError(f"{file} is not a copy of a bananabot database")


def _copy(source: Path, target: Path, progress: Progress | None) -> None:
    def step(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(source, timeout=_BUSY_SECONDS)) as old,
            closing(sqlite3.connect(target, timeout=_BUSY_SECONDS)) as new,
        ):
            old.backup(new, pages=_PAGES, progress=step, sleep=0.01)
    except sqlite3.Error as error:
        fault = sqlite_fault(error)
        raise fault if isinstance(fault, StoreError) else StoreError(f"{source} to {target}: {error}") from error
    except OSError as error:
        raise StoreFull(f"cannot write {target}: {error.strerror}") from error
