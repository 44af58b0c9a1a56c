"""What the file system and other processes do to a SQLite file."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import SchemaMismatch, StoreBusy, StoreError, StoreFull
from storage.backup import backup, restore
from storage.sqlite import Sqlite
from storage.store import open_store
from storage.transactions import notes
from storage.upkeep import upgrade
from tests.contracts.store_orders import order, somebody
from tests.fakes.clock import NOON, FakeClock


def _put(c: sa.Connection, key: str, value: str = "") -> str:
    notes.put(c, key, value, now=NOON, ttl=60)
    return key


def _keys(c: sa.Connection) -> list[str]:
    return list(c.execute(sa.text("SELECT key FROM notes ORDER BY key")).scalars())


@contextmanager
def _largest_file(size: int) -> Generator[None]:
    """The disk is full, as far as this process can tell."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_loses_nothing_and_is_survived(file: Path) -> None:
    engine = Sqlite(file)
    await engine.write(_put, "first")
    stored = ["first"]
    with _largest_file(300_000):
        results = await asyncio.gather(
            *(engine.write(_put, f"{i:03}", "x" * 20_000) for i in range(60)), return_exceptions=True
        )
    assert any(isinstance(result, StoreFull) for result in results)
    assert not [result for result in results if not isinstance(result, (str, StoreFull))]
    stored += [result for result in results if isinstance(result, str)]
    assert await engine.write(_put, "last") == "last"
    assert await engine.read(_keys) == sorted([*stored, "last"])
    await engine.close()


async def test_somebody_else_holds_the_lock(file: Path) -> None:
    engine = Sqlite(file, busy=0.05)
    await engine.write(_put, "before")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        results = await asyncio.gather(*(engine.write(_put, str(i)) for i in range(20)), return_exceptions=True)
        assert {type(result) for result in results} == {StoreBusy}
        other.execute("ROLLBACK")
    assert await engine.write(_put, "after") == "after"
    await engine.close()


async def test_readers_cannot_write(file: Path) -> None:
    engine = Sqlite(file)
    with pytest.raises(StoreBusy, match="readonly"):
        await engine.read(_put, "x")
    await engine.close()


async def test_nothing_is_accepted_after_closing(file: Path) -> None:
    engine = Sqlite(file)
    await engine.close()
    with pytest.raises(StoreError, match="closed"):
        await engine.write(_put, "x")
    await engine.close()


async def test_a_folder_nobody_may_write_to() -> None:
    with pytest.raises(StoreFull, match="/proc"):
        await upgrade("sqlite:////proc/nowhere/bananabot.db")


# ── copies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_copy_is_made_while_the_database_is_written_and_brings_it_back(file: Path, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{file}", tmp_path / "copy.db"
    store = await open_store(url, tmp_path, b"s", FakeClock())
    ann = await somebody(store)
    kept = (await store.jobs.accept(order(ann), NOON)).job
    seen: list[tuple[int, int]] = []
    writing = asyncio.gather(*(store.jobs.accept(order(ann), NOON) for _ in range(50)))
    await backup(url, copy, lambda done, total: seen.append((done, total)))
    later = (await writing)[-1].job
    assert seen[-1][0] == seen[-1][1] > 0
    with pytest.raises(StoreError, match="exists already"):
        await backup(url, copy)
    await store.close()
    await restore(f"sqlite:///{tmp_path / 'elsewhere' / 'new.db'}", copy)
    restored = await open_store(f"sqlite:///{tmp_path / 'elsewhere' / 'new.db'}", tmp_path, b"s", FakeClock())
    assert await restored.jobs.get(kept.id) is not None
    assert later.id > kept.id
    await restored.close()


async def test_what_is_not_a_sound_copy_is_not_restored(file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'target.db'}"
    empty = tmp_path / "empty.db"
    with closing(sqlite3.connect(empty)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="not a copy"):
        await restore(url, empty)
    with pytest.raises(StoreError, match="does not exist"):
        await restore(url, tmp_path / "none.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE packs")
        connection.commit()
    with pytest.raises(StoreError, match="damaged"):
        await restore(url, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(SchemaMismatch):
        await restore(url, file)


async def test_postgresql_is_copied_by_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        await backup("postgresql://localhost/x", tmp_path / "copy")
    with pytest.raises(StoreError, match="pg_restore"):
        await restore("postgresql://localhost/x", tmp_path / "copy")
