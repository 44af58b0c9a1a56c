"""What whoever has claimed a job may do with it, for as long as it is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import State
from storage.prepared import Prepared
from storage.schema import jobs

_DELIVERING = Prepared(
    "UPDATE jobs SET state = 'delivering' WHERE id = :job AND owner = :owner AND state IN ('drawn', 'delivering') RETURNING id"
)
_WAITING = Prepared(
    "UPDATE jobs SET waiting = :message "
    "WHERE id = :job AND state IN ('accepted', 'drawing', 'drawn', 'delivering') RETURNING id"
)


def renew(c: sa.Connection, owner: str, ids: Sequence[int], now: datetime, lease: float) -> set[int]:
    """Extend leases; return those that are still this owner's."""
    if not ids:
        return set()
    kept = c.execute(
        sa.update(jobs)
        .where(jobs.c.id.in_(sorted(ids)), jobs.c.owner == owner)
        .values(lease=now + timedelta(seconds=lease))
        .returning(jobs.c.id)
    )
    return set(kept.scalars())


def submitted(c: sa.Connection, owner: str, job: int, submission: str) -> None:
    """Keep the provider's handle. Raises `LeaseLost`."""
    ours = sa.and_(jobs.c.id == job, jobs.c.owner == owner, jobs.c.state == State.DRAWING.value)
    _ours(c.execute(sa.update(jobs).where(ours).values(submission=submission)).rowcount, job)


def delivering(c: sa.Connection, owner: str, job: int) -> None:
    """About to send. Raises `LeaseLost`."""
    _ours(len(_DELIVERING.run(c, {"job": job, "owner": owner})), job)


def release(c: sa.Connection, owner: str, job: int, now: datetime, after: float, *, stopped: bool) -> None:
    """Back into the queue: to be drawn if it is not yet, else to be delivered.

    A try that was `stopped` is taken back, but for one: what was begun may be paid for already.
    """
    drawing = jobs.c.state == State.DRAWING.value
    uncounted = sa.and_(drawing, jobs.c.attempts > 1) if stopped else sa.false()
    moved = c.execute(
        sa.update(jobs)
        .where(jobs.c.id == job, jobs.c.owner == owner)
        .values(
            owner=None,
            lease=None,
            not_before=now + timedelta(seconds=after),
            attempts=sa.case((uncounted, jobs.c.attempts - 1), else_=jobs.c.attempts),
            state=sa.case((drawing, State.ACCEPTED.value), else_=State.DRAWN.value),
        )
    )
    _ours(moved.rowcount, job)


def _ours(rows: int, job: int) -> None:
    if rows != 1:
        raise LeaseLost(f"job {job} is not ours any more")


def remember_waiting(c: sa.Connection, job: int, message: str) -> bool:
    """False, and nothing remembered, when the job has ended: nobody will come for that message any more."""
    return bool(_WAITING.run(c, {"job": job, "message": message}))
