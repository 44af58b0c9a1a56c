"""Where a job stands in the queue, and how long such jobs took lately."""

from __future__ import annotations

from datetime import datetime
from statistics import median

import sqlalchemy as sa

from bot.model import Position, State
from storage.prepared import Prepared
from storage.schema.columns import instant

LATELY = 50
"""How many past drawings the estimate is made of."""

_MOST = 10_000
"""Nobody needs to know more exactly how many are before them: counting has an end."""

_LATELY = Prepared(f"SELECT milliseconds FROM calls WHERE job > 0 ORDER BY id DESC LIMIT {LATELY}")  # noqa: S608  our own number
_DRAWING = Prepared("SELECT count(*) FROM jobs WHERE state = 'drawing'")
_JOB = Prepared("SELECT state, started, not_before, lane, vt FROM jobs WHERE id = :job")
_AHEAD = Prepared(
    "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'accepted' "  # noqa: S608  as above
    f"AND (lane, vt, id) < (:lane, :vt, :job) ORDER BY lane DESC, vt DESC, id DESC LIMIT {_MOST}) AS sooner"
)


def position(c: sa.Connection, job: int, now: datetime) -> Position:
    """Real queue, median of past durations, and as many at once as are being drawn now."""
    rows = _JOB.run(c, {"job": job})
    if not rows or State(rows[0][0]).ended:
        return Position(0, 0)
    state, started, not_before, lane, vt = rows[0]
    past = [row[0] for row in _LATELY.run(c, {})]
    each = median(past) / 1000 if past else None
    if state != State.ACCEPTED:
        spent = (now - instant(started)).total_seconds() if started is not None else 0.0
        return Position(0, None if each is None else max(1, round(each - spent)))
    ahead: int = _AHEAD.run(c, {"lane": lane, "vt": vt, "job": job})[0][0]
    if each is None:
        return Position(ahead, None)
    abreast = max(1, _DRAWING.run(c, {})[0][0])
    later = max(0.0, (instant(not_before) - now).total_seconds())
    return Position(ahead, max(1, round(later + each * (1 + ahead // abreast))))
