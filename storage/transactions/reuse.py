"""Which job draws, or drew, exactly this."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.schema import cache, flights

_REMEMBER = sa.text(
    "INSERT INTO cache (key, job, until) VALUES (:key, :job, :until) "
    "ON CONFLICT (key) DO UPDATE SET job = excluded.job, until = excluded.until"
).bindparams(sa.bindparam("until", type_=cache.c.until.type))
_BOARD = sa.text(
    "INSERT INTO flights AS t (key, job, until) VALUES (:key, :job, :until) "
    "ON CONFLICT (key) DO UPDATE SET job = CASE WHEN t.until > :now THEN t.job ELSE excluded.job END, "
    "until = CASE WHEN t.until > :now THEN t.until ELSE excluded.until END RETURNING job"
).bindparams(sa.bindparam("until", type_=flights.c.until.type), sa.bindparam("now", type_=flights.c.until.type))


def remember(c: sa.Connection, key: str, job: int, *, now: datetime, ttl: float) -> None:
    c.execute(_REMEMBER, {"key": key, "job": job, "until": now + timedelta(seconds=ttl)})


def board(c: sa.Connection, key: str, job: int, *, now: datetime, ttl: float) -> int:
    first: int = c.execute(
        _BOARD, {"key": key, "job": job, "until": now + timedelta(seconds=ttl), "now": now}
    ).scalar_one()
    return first


def land(c: sa.Connection, key: str, job: int) -> None:
    c.execute(sa.delete(flights).where(flights.c.key == key, flights.c.job == job))
