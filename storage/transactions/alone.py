"""Transactions that must not run beside another of their kind."""

from __future__ import annotations

import zlib

import sqlalchemy as sa


def one_at_a_time(c: sa.Connection, kind: str) -> None:
    """Wait until no other transaction of this kind is open. SQLite has one writer: there it is always so."""
    if c.dialect.name == "postgresql":
        c.execute(sa.select(sa.func.pg_advisory_xact_lock(zlib.crc32(kind.encode()))))
