"""Where a job stands in the queue, and how long such jobs took lately."""

from __future__ import annotations

from datetime import datetime
from statistics import median

import sqlalchemy as sa

from bot.model import Position, State
from storage.schema import calls, jobs

LATELY = 50
"""How many past drawings the estimate is made of."""

_LATELY = sa.select(calls.c.milliseconds).order_by(calls.c.id.desc()).limit(LATELY)
_DRAWING = sa.select(sa.func.count()).select_from(jobs).where(sa.text("jobs.state = 'drawing'"))


def position(c: sa.Connection, job: int, now: datetime) -> Position:
    """Real queue, median of past durations, and as many at once as are being drawn now."""
    row = c.execute(sa.select(jobs).where(jobs.c.id == job)).mappings().one_or_none()
    if row is None or State(row["state"]).ended:
        return Position(0, 0)
    past = list(c.execute(_LATELY).scalars())
    each = median(past) / 1000 if past else None
    if row["state"] != State.ACCEPTED:
        spent = (now - row["started"]).total_seconds() if row["started"] else 0.0
        return Position(0, None if each is None else max(1, round(each - spent)))
    ahead = _ahead(c, row)
    if each is None:
        return Position(ahead, None)
    abreast = max(1, c.execute(_DRAWING).scalar_one())
    later = max(0.0, (row["not_before"] - now).total_seconds())
    return Position(ahead, max(1, round(later + each * (1 + ahead // abreast))))


def _ahead(c: sa.Connection, row: sa.RowMapping) -> int:
    sooner = sa.tuple_(jobs.c.lane, jobs.c.vt, jobs.c.id) < sa.tuple_(row["lane"], row["vt"], row["id"])
    return c.execute(
        sa.select(sa.func.count()).select_from(jobs).where(sa.text("jobs.state = 'accepted'"), sooner)
    ).scalar_one()
