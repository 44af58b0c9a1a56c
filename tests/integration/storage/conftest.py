"""The store on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.engine import Engine, database_url, open_engine
from storage.store import Store, open_store
from tests.contracts.store_databases import Databases, postgres_server
from tests.fakes.clock import FakeClock

SECRET = b"a secret for tests"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    return Databases(tmp_path_factory.mktemp("databases"), server)


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> str:
    return databases.fresh(tmp_path)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("files"), None)


@pytest.fixture
def file(files: Databases, tmp_path: Path) -> Path:
    """A SQLite database, for what only happens to files."""
    files.fresh(tmp_path)
    return tmp_path / "bananabot.db"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def store(url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Store]:
    opened = await open_store(url, tmp_path, SECRET, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def engine(url: str) -> AsyncIterator[Engine]:
    """A second way into the same database, to look at the tables themselves."""
    opened = open_engine(database_url(url))
    yield opened
    await opened.close()
