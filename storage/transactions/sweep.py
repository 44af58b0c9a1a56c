"""What was left lying: expired leases, interrupted deliveries, jobs that nobody drew in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.model import Ending, Job, State
from storage.rows import job_of
from storage.schema import jobs
from storage.transactions.finish import End, close
from storage.transactions.house import House

MOST = 500
"""Jobs moved in one transaction: a sweep after a long night must not hold everybody up."""


def sweep(c: sa.Connection, house: House, now: datetime) -> int:
    """Requeue or end them; return how many moved."""
    lost = (
        c.execute(
            sa.select(jobs)
            .where(sa.text("jobs.owner IS NOT NULL"), jobs.c.lease < now)
            .order_by(jobs.c.lease)
            .limit(MOST)
            .with_for_update(skip_locked=True)
        )
        .mappings()
        .all()
    )
    for row in lost:
        _recover(c, house, row, now)
    old = (
        c.execute(
            sa.select(jobs)
            .where(sa.text("jobs.state = 'accepted'"), jobs.c.created < now - timedelta(seconds=house.patience))
            .limit(MOST)
            .with_for_update(skip_locked=True)
        )
        .mappings()
        .all()
    )
    for row in old:
        close(c, row, End(State.REFUNDED, Ending.EXPIRED, "nobody drew it in time", untold=True), now)
    return len(lost) + len(old)


def _recover(c: sa.Connection, house: House, row: sa.RowMapping, now: datetime) -> None:
    match State(row["state"]):
        case State.DRAWING if row["attempts"] >= house.tries:
            reason = f"interrupted {row['attempts']} times"
            close(c, row, End(State.REFUNDED, Ending.FAILED, reason, untold=True), now)
        case State.DRAWING:
            _requeue(c, row["id"], State.ACCEPTED, now)
        case State.DELIVERING if row["platform"] not in house.repeatable:
            # It may have been shown: the picture waits under its code, and is not sent a second time unasked.
            close(c, row, End(State.WAITING, Ending.DOUBTFUL, "interrupted while sending", untold=True), now)
        case _:
            _requeue(c, row["id"], State.DRAWN, now)


def _requeue(c: sa.Connection, job: int, state: State, now: datetime) -> None:
    c.execute(sa.update(jobs).where(jobs.c.id == job).values(state=state.value, owner=None, lease=None, not_before=now))


def owners(c: sa.Connection) -> list[str]:
    """Everybody who holds a lease."""
    return list(c.execute(sa.select(jobs.c.owner).where(sa.text("jobs.owner IS NOT NULL")).distinct()).scalars())


def disown(c: sa.Connection, owner: str, now: datetime) -> int:
    """End the leases of an owner that is known to be dead."""
    ended = now - timedelta(seconds=1)
    return c.execute(sa.update(jobs).where(jobs.c.owner == owner).values(lease=ended)).rowcount


def untold(c: sa.Connection) -> list[Job]:
    """Jobs that a sweep ended, each handed out once."""
    ids = list(
        c.execute(
            sa.select(jobs.c.id)
            .where(sa.text("jobs.untold = 1"))
            .order_by(jobs.c.id)
            .limit(MOST)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    if not ids:
        return []
    rows = c.execute(sa.update(jobs).where(jobs.c.id.in_(ids)).values(untold=0).returning(jobs)).mappings()
    return sorted((job_of(row) for row in rows), key=lambda job: job.id)
