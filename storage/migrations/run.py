"""Alembic, driven from code: there is no ini file. Loaded only when there is something to migrate or to compare."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from storage.schema.partial import metadata


def configuration(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def climb(connection: sa.Connection, to: str) -> None:
    command.upgrade(configuration(connection), to)


def descend(connection: sa.Connection, to: str) -> None:
    command.downgrade(configuration(connection), to)


def differences(connection: sa.Connection) -> list[str]:
    """How the tables differ from what this program expects."""
    opts = {"compare_type": True, "include_name": _ours}
    context = MigrationContext.configure(connection, opts=opts)
    return [f"the schema differs: {change}" for change in compare_metadata(context, metadata)]


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Not a text index: each database has its own kind, and its own tables behind it."""
    return kind != "table" or name is None or not name.startswith("likeness")
