"""What columns are made of: the same values come back from SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""An integer key that the database hands out."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """An instant as whole microseconds since 1970, exact in both directions. Raises `TypeError` for a naive time."""
    return (at - EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant of `micros`, UTC."""
    return EPOCH + timedelta(microseconds=value)


class Moment(sa.TypeDecorator[datetime]):
    """A UTC instant as a 64-bit integer: neither database may have an opinion about its zone or precision."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        del dialect
        return None if value is None else micros(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        del dialect
        return None if value is None else instant(value)


def key(name: str) -> sa.Column[int]:
    return sa.Column(name, Id, primary_key=True)


def text(name: str, default: str = "", *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default, primary_key=primary_key)


def maybe(name: str) -> sa.Column[str | None]:
    return sa.Column(name, sa.Text, nullable=True)


def number(name: str, default: int = 0, *, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=str(default), primary_key=primary_key)


def some_number(name: str, *, index: bool = False) -> sa.Column[int | None]:
    return sa.Column(name, sa.BigInteger, nullable=True, index=index)


def moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, Moment, nullable=False)


def some_moment(name: str) -> sa.Column[datetime | None]:
    return sa.Column(name, Moment, nullable=True)
