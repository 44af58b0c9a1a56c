"""Where transactions run. The only file that knows which database it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from bot.errors import ConfigurationError
from storage.signals import Signals
from storage.sqlite import Sqlite

P = ParamSpec("P")
T = TypeVar("T")


class Engine(Protocol):
    """Runs plain functions on a connection. None of them may keep the connection or a result of it."""

    async def write(
        self, operation: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One transaction, durable when this returns. An operation may be run again: it must only touch the database."""
        ...

    async def read(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One snapshot."""
        ...

    async def browse(self, query: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One snapshot for a long look (an export, a report): it may take its time and keeps nobody waiting."""
        ...

    def signals(self) -> Signals:
        """What processes on this database tell each other."""
        ...

    async def close(self) -> None:
        """Finish what was asked for and leave no thread or connection behind."""
        ...


def database_url(text: str) -> sa.URL:
    """`sqlite…:///path` or `postgresql…://…` with the driver we use. Raises `ConfigurationError`."""
    try:
        url = sa.make_url(text)
    except exc.ArgumentError:
        raise ConfigurationError(
            "BANANABOT_DATABASE_URL cannot be read, e.g. postgresql+asyncpg://user:password@host/bananabot"
        ) from None
    if url.get_backend_name() == "sqlite" and url.database:
        return url.set(drivername="sqlite+aiosqlite")
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+asyncpg")
    raise ConfigurationError(
        f"BANANABOT_DATABASE_URL names a database we do not know: {url.drivername}; "
        "use sqlite+aiosqlite:///path/to/bananabot.db or postgresql+asyncpg://user:password@host/bananabot"
    )


def sqlite_path(url: sa.URL) -> Path | None:
    """The file of a SQLite database, None for PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def open_engine(url: sa.URL) -> Engine:
    path = sqlite_path(url)
    if path is not None:
        return Sqlite(path)
    from storage.postgres import Postgres  # noqa: PLC0415  its dialect weighs 4 MB that an embedded start need not carry

    return Postgres(url)
