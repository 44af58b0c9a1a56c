"""What was left lying: expired leases, interrupted deliveries, jobs that nobody drew in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.model import Ending, Job, State
from storage.rows import job_of
from storage.schema import jobs
from storage.transactions.finish import End, close, lock
from storage.transactions.house import House

MOST = 500
"""Jobs moved in one transaction: a sweep after a long night must not hold everybody up."""

_AT_ONCE = 3  # interruptions after which a drawing is begun later, not at once
_FIRST_PAUSE = timedelta(seconds=15)
_GOLDEN = 0.618033988749895  # its multiples lie far apart, modulo 1


def sweep(c: sa.Connection, house: House, now: datetime) -> int:
    """Requeue or end them; return how many moved."""
    leased = sa.and_(sa.text("jobs.owner IS NOT NULL"), jobs.c.lease < now)
    lost = _some(c, leased, jobs.c.lease)
    for job, attempts in lost:
        _recover(c, house, job, attempts, now=now)
    patience = now - timedelta(seconds=house.patience)
    late = sa.and_(sa.text("jobs.state = 'accepted'"), jobs.c.created < patience, jobs.c.not_before < patience)
    old = _some(c, late, jobs.c.created)
    for job, _ in old:
        row = lock(c, job)
        if row is not None:
            close(c, row, End(State.REFUNDED, Ending.EXPIRED, "nobody drew it in time", untold=True), now)
    return len(lost) + len(old)


def _some(c: sa.Connection, which: sa.ColumnElement[bool], first: sa.Column[Any]) -> Sequence[tuple[int, int]]:
    query = sa.select(jobs.c.id, jobs.c.attempts).where(which).order_by(first).limit(MOST)
    return [(job, attempts) for job, attempts in c.execute(query.with_for_update(skip_locked=True))]


def _recover(c: sa.Connection, house: House, job: int, attempts: int, *, now: datetime) -> None:
    row = lock(c, job)
    if row is None:
        return
    match State(row.state):
        case State.DRAWING if attempts >= house.tries:
            reason = f"interrupted {attempts} times"
            close(c, row, End(State.REFUNDED, Ending.FAILED, reason, untold=True), now)
        case State.DRAWING:
            _requeue(c, job, State.ACCEPTED, now + _pause(job, attempts))
        case State.DELIVERING if row.platform not in house.repeatable:
            # It may have been shown: the picture waits under its code, and is not sent a second time unasked.
            close(c, row, End(State.WAITING, Ending.DOUBTFUL, "interrupted while sending", untold=True), now)
        case _:
            _requeue(c, job, State.DRAWN, now)


def _pause(job: int, attempts: int) -> timedelta:
    """Whoever was killed a few times waits, each for another while.

    A process that is killed again and again within seconds then ends nobody's wish; and what kills the process itself meets
    others less and less often, until it is given up.
    """
    if attempts < _AT_ONCE:
        return timedelta()
    spread = 0.5 + job * _GOLDEN % 1
    return _FIRST_PAUSE * spread * float(4 ** (attempts - _AT_ONCE))


def _requeue(c: sa.Connection, job: int, state: State, at: datetime) -> None:
    c.execute(sa.update(jobs).where(jobs.c.id == job).values(state=state.value, owner=None, lease=None, not_before=at))


def owners(c: sa.Connection) -> list[str]:
    """Everybody who holds a lease."""
    return list(c.execute(sa.select(jobs.c.owner).where(sa.text("jobs.owner IS NOT NULL")).distinct()).scalars())


def disown(c: sa.Connection, owner: str, now: datetime) -> int:
    """End the leases of an owner that is known to be dead."""
    ended = now - timedelta(seconds=1)
    return c.execute(sa.update(jobs).where(jobs.c.owner == owner).values(lease=ended)).rowcount


def untold(c: sa.Connection, platforms: Collection[str] | None, count: int) -> list[Job]:
    """At most `count` jobs of these platforms (None: of all) that a sweep ended, each handed out once."""
    ours = sa.true() if platforms is None else jobs.c.platform.in_(sorted(platforms))
    ids = list(
        c.execute(
            sa.select(jobs.c.id)
            .where(sa.text("jobs.untold = 1"), ours)
            .order_by(jobs.c.id)
            .limit(count)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    if not ids:
        return []
    rows = c.execute(sa.update(jobs).where(jobs.c.id.in_(ids)).values(untold=0).returning(jobs)).mappings()
    return sorted((job_of(row) for row in rows), key=lambda job: job.id)
