"""Which job draws, or drew, exactly this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import State
from bot.ports import Entry, Found, Ready
from storage.entries import entry, ready
from storage.prepared import Prepared
from storage.rows import TAKEN_OVER
from storage.schema import jobs, pictures
from storage.schema.columns import micros

_REMEMBER = Prepared(
    "INSERT INTO cache (key, job, until) VALUES (:key, :job, :until) "
    "ON CONFLICT (key) DO UPDATE SET job = excluded.job, until = excluded.until RETURNING job"
)
_BOARD = Prepared(
    "INSERT INTO flights AS t (key, job, until) VALUES (:key, :job, :until) "
    "ON CONFLICT (key) DO UPDATE SET job = CASE WHEN t.until > :now THEN t.job ELSE excluded.job END, "
    "until = CASE WHEN t.until > :now THEN t.until ELSE excluded.until END RETURNING job"
)
_KNOWN = Prepared("SELECT job FROM cache WHERE key = :key AND until > :now")
_LAND = Prepared("DELETE FROM flights WHERE key = :key AND job = :job RETURNING job")


def recall(c: sa.Connection, keys: Sequence[str], now: datetime) -> Entry | None:
    for key in keys:
        for (job,) in _KNOWN.run(c, {"key": key, "now": micros(now)}):
            found = entry(c, job)
            if found is not None and len(found.pictures) >= found.job.request.count:
                return found
    return None


def remember(c: sa.Connection, key: str, job: int, *, now: datetime, ttl: float) -> None:
    _REMEMBER.run(c, {"key": key, "job": job, "until": micros(now + timedelta(seconds=ttl))})


def board(c: sa.Connection, key: str, job: int, known: Sequence[str], *, now: datetime, ttl: float) -> int | None:
    if any(_KNOWN.run(c, {"key": one, "now": micros(now)}) for one in known):
        return None
    until = micros(now + timedelta(seconds=ttl))
    first: int = _BOARD.run(c, {"key": key, "job": job, "until": until, "now": micros(now)})[0][0]
    return first


def land(c: sa.Connection, key: str, job: int) -> None:
    _LAND.run(c, {"key": key, "job": job})


def drew(c: sa.Connection, job: int, found: Found, now: datetime) -> None:
    """It has its pictures: they are remembered, and whoever asks for them now finds them there."""
    remember(c, found.key, job, now=now, ttl=found.seconds)
    land(c, found.key, job)


def take(c: sa.Connection, owner: str, job: int, source: int, now: datetime) -> Ready | None:
    """Give a job that this owner draws the pictures of another. None: they are not all there. Raises `LeaseLost`."""
    there = sa.and_(pictures.c.job == source, pictures.c.digest.is_not(None))
    found = c.execute(sa.select(pictures).where(there).order_by(pictures.c.number)).mappings().all()
    wanted = c.execute(sa.select(jobs.c.count).where(jobs.c.id == job)).scalar_one_or_none()
    if wanted is None or len(found) < wanted:
        return None
    moved = c.execute(
        sa.update(jobs)
        .where(jobs.c.id == job, jobs.c.owner == owner, jobs.c.state == State.DRAWING.value)
        .values(state=State.DRAWN.value, drawn=now, provider=TAKEN_OVER)
    )
    if moved.rowcount != 1:
        raise LeaseLost(f"job {job} is not ours any more")
    seen = ("digest", "media_type", "width", "height")
    copies = [{"job": job, "number": i, **{name: row[name] for name in seen}} for i, row in enumerate(found, 1)]
    c.execute(sa.insert(pictures), copies)
    return ready(c, job)
