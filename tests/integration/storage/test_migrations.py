"""The database's version: up, down, too new, broken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import ConfigurationError, SchemaMismatch, StoreError
from storage.engine import database_url
from storage.migrations import HEAD, STEPS
from storage.migrations.run import climb, descend
from storage.schema import metadata
from storage.store import open_store
from storage.upkeep import check, upgrade
from tests.contracts.store_databases import Databases
from tests.fakes.clock import FakeClock


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> str:
    """One of its own: these tests leave other tables behind."""
    return databases.copy(tmp_path)


async def _on(url: str, work: Callable[[sa.Connection], None]) -> None:
    engine = create_async_engine(database_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(work)
    await engine.dispose()


async def test_the_schema_is_what_the_migrations_make(url: str) -> None:
    assert await check(url) == []
    assert await upgrade(url) == HEAD


async def test_every_step_goes_down_and_up_again(url: str) -> None:
    for below in reversed(("base", *STEPS[:-1])):
        await _on(url, partial(descend, to=below))
    left: set[str] = set()
    await _on(url, lambda c: left.update(sa.inspect(c).get_table_names()))
    assert left == {"alembic_version"}
    for step in STEPS:
        await _on(url, partial(climb, to=step))
    assert await check(url) == []


async def test_a_database_from_a_newer_program_is_left_alone(url: str, tmp_path: Path) -> None:
    await _on(url, lambda c: _set_version(c, "9999"))
    with pytest.raises(SchemaMismatch, match="9999"):
        await open_store(url, tmp_path, b"s", FakeClock())


def _set_version(c: sa.Connection, version: str) -> None:
    c.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


async def test_an_older_database_is_reported_and_upgraded(url: str) -> None:
    await _on(url, lambda c: descend(c, STEPS[0]))
    assert "db upgrade" in (await check(url))[0]
    assert await upgrade(url) == HEAD
    assert await check(url) == []


async def test_a_missing_table_is_found(url: str) -> None:
    await _on(url, metadata.tables["notes"].drop)
    assert any("notes" in finding for finding in await check(url))


async def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'new.db'}"
    assert await asyncio.gather(*(upgrade(url) for _ in range(4))) == [HEAD] * 4


async def test_no_database_is_a_finding(tmp_path: Path) -> None:
    [finding] = await check(f"sqlite:///{tmp_path / 'none.db'}")
    assert "does not exist" in finding


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "picture.db"
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match="not a database"):
        await upgrade(f"sqlite:///{path}")
    assert await check(f"sqlite:///{path}")


async def test_damage_is_found(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    file.write_bytes(data)
    assert await check(f"sqlite:///{file}")


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://"])
async def test_an_address_nobody_understands(url: str) -> None:
    with pytest.raises(ConfigurationError, match="BANANABOT_DATABASE_URL"):
        await upgrade(url)
