"""Who is served next, and for how long the work is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import Job, State
from storage.rows import job_of
from storage.schema import jobs, shares
from storage.transactions.house import House

_ACCEPTED = sa.text("jobs.state = 'accepted'")
_UNOWNED = sa.text("jobs.state = 'drawn' AND jobs.owner IS NULL")


def claim(c: sa.Connection, house: House, owner: str, count: int, *, now: datetime, lease: float) -> list[Job]:
    """Finished jobs first (they only need handing over), then new ones in the order of lane and turn."""
    until = now + timedelta(seconds=lease)
    ready = list(
        c.execute(
            sa.select(jobs.c.id)
            .where(_UNOWNED, jobs.c.not_before <= now)
            .order_by(jobs.c.not_before, jobs.c.id)
            .limit(count)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    found = _take(c, ready, {"owner": owner, "lease": until})
    fresh = _fairest(c, house, count - len(found), now)
    begun = {
        "owner": owner,
        "lease": until,
        "state": State.DRAWING.value,
        "attempts": jobs.c.attempts + 1,
        "started": sa.func.coalesce(jobs.c.started, sa.bindparam("now", now, type_=jobs.c.started.type)),
    }
    return found + _take(c, fresh, begun)


def _take(c: sa.Connection, ids: Sequence[int], values: dict[str, Any]) -> list[Job]:
    if not ids:
        return []
    rows = c.execute(sa.update(jobs).where(jobs.c.id.in_(ids)).values(**values).returning(jobs)).mappings()
    found = {row["id"]: job_of(row) for row in rows}
    return [found[job] for job in ids]


def _fairest(c: sa.Connection, house: House, count: int, now: datetime) -> list[int]:
    """Ids of the next jobs, passing over everybody who has as many drawings running as one person may."""
    picked: list[int] = []
    running: dict[str, int] = {}
    while len(picked) < count:
        full = [share for share, drawings in running.items() if drawings >= house.running]
        rows = _candidates(c, house, 2 * (count - len(picked)), now=now, picked=picked, full=full)
        if not rows:
            break
        running |= _running(c, sorted({share for _, share in rows} - running.keys()))
        for job, share in rows:
            if len(picked) < count and running[share] < house.running:
                picked.append(job)
                running[share] += 1
    return picked


_busy = jobs.alias("busy")
_AT_CAP = (
    sa.select(_busy.c.share)
    .where(sa.text("busy.state = 'drawing'"))
    .group_by(_busy.c.share)
    .having(sa.func.count() >= sa.bindparam("cap"))
)


def _candidates(
    c: sa.Connection, house: House, count: int, *, now: datetime, picked: Sequence[int], full: Sequence[str]
) -> Sequence[tuple[int, str]]:
    query = (
        sa.select(jobs.c.id, jobs.c.share)
        .where(_ACCEPTED, jobs.c.not_before <= now, jobs.c.share.not_in(_AT_CAP))
        .order_by(jobs.c.lane, jobs.c.vt, jobs.c.id)
        .limit(count)
        .with_for_update(skip_locked=True, of=jobs)
    )
    if picked:
        query = query.where(jobs.c.id.not_in(picked))
    if full:
        query = query.where(jobs.c.share.not_in(full))
    return [(job, share) for job, share in c.execute(query, {"cap": house.running})]


def _running(c: sa.Connection, keys: Sequence[str]) -> dict[str, int]:
    """Drawings running now. The rows are locked first, so that two claims never add up to more than the cap."""
    if not keys:
        return {}
    c.execute(sa.select(shares.c.key).where(shares.c.key.in_(keys)).order_by(shares.c.key).with_for_update())
    counted = c.execute(
        sa.select(jobs.c.share, sa.func.count())
        .where(sa.text("jobs.state = 'drawing'"), jobs.c.share.in_(keys))
        .group_by(jobs.c.share)
    )
    return dict.fromkeys(keys, 0) | dict(counted.all())


# ── keeping it ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
    held(c, owner, job, State.DRAWING, to=State.DRAWING, submission=submission)


def delivering(c: sa.Connection, owner: str, job: int) -> None:
    held(c, owner, job, State.DRAWN, to=State.DELIVERING)


def release(c: sa.Connection, owner: str, job: int, now: datetime, after: float) -> None:
    """Back into the queue: to be drawn if it is not yet, else to be delivered."""
    drawing = jobs.c.state == State.DRAWING.value
    moved = c.execute(
        sa.update(jobs)
        .where(jobs.c.id == job, jobs.c.owner == owner)
        .values(
            owner=None,
            lease=None,
            not_before=now + timedelta(seconds=after),
            state=sa.case((drawing, State.ACCEPTED.value), else_=State.DRAWN.value),
        )
    )
    _ours(moved.rowcount, job)


def held(c: sa.Connection, owner: str, job: int, state: State, *, to: State, **values: object) -> None:
    """Change a job that this owner holds in that state. Raises `LeaseLost`."""
    moved = c.execute(
        sa.update(jobs)
        .where(jobs.c.id == job, jobs.c.owner == owner, jobs.c.state == state.value)
        .values(state=to.value, **values)
    )
    _ours(moved.rowcount, job)


def _ours(rows: int, job: int) -> None:
    if rows != 1:
        raise LeaseLost(f"job {job} is not ours any more")


def remember_waiting(c: sa.Connection, job: int, message: str) -> bool:
    """False, and nothing remembered, when the job has ended: nobody will come for that message any more."""
    ended = [state.value for state in State if state.ended]
    kept = c.execute(sa.update(jobs).where(jobs.c.id == job, jobs.c.state.not_in(ended)).values(waiting=message))
    return kept.rowcount == 1
