"""Who is served next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from bot.model import Job, Lane, State
from storage.prepared import Prepared
from storage.rows import JOB_COLUMNS, plain_job
from storage.schema import jobs
from storage.schema.columns import micros
from storage.transactions.alone import one_at_a_time
from storage.transactions.house import House

OURS = "(:platforms = '' OR :platforms LIKE '%,' || platform || ',%')"
"""Jobs of platforms that this process can speak on; whoever lacks one leaves its jobs to others."""

_READY = Prepared(
    "SELECT id FROM jobs WHERE state = 'drawn' AND owner IS NULL AND not_before <= :now "  # noqa: S608  our own constant
    f"AND {OURS} ORDER BY not_before, id LIMIT :count"
)


def claim(
    c: sa.Connection,
    house: House,
    owner: str,
    count: int,
    *,
    now: datetime,
    lease: float,
    platforms: Collection[str] | None = None,
    patient: int | None = None,
) -> list[Job]:
    """Finished jobs first (they only need handing over), then new ones in the order of lane and turn."""
    one_at_a_time(c, "claim")
    values = {"owner": owner, "now": micros(now), "lease": micros(now + timedelta(seconds=lease))}
    named = listed(platforms)
    ready = [row[0] for row in _READY.run(c, {"now": micros(now), "count": count, "platforms": named})]
    wanted = count - len(ready)
    fresh = _fairest(c, house, wanted, wanted if patient is None else patient, now=now, platforms=named)
    return [*_take(c, ready, _delivering(len(ready)), values), *_take(c, fresh, _drawing(len(fresh)), values)]


def pick(c: sa.Connection, owner: str, job: int, *, now: datetime, lease: float) -> Job | None:
    """One job by its number, whenever its turn would be."""
    values = {"owner": owner, "now": micros(now), "lease": micros(now + timedelta(seconds=lease))}
    return next(iter(_take(c, [job], _drawing(1), values)), None)


def unhold(c: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    held = sa.and_(jobs.c.id.in_(sorted(ids)), jobs.c.state == State.ACCEPTED.value, jobs.c.not_before > now)
    c.execute(sa.update(jobs).where(held).values(not_before=now))


def listed(platforms: Collection[str] | None) -> str:
    """For `OURS`. None: whichever platform."""
    return "" if platforms is None else f",{','.join(sorted(platforms))},"


def _take(c: sa.Connection, ids: Sequence[int], taking: Prepared, values: Mapping[str, object]) -> list[Job]:
    if not ids:
        return []
    rows = taking.run(c, {**values, **{f"j{i}": job for i, job in enumerate(ids)}})
    found = {job.id: job for job in map(plain_job, rows)}
    return [found[job] for job in ids if job in found]


@lru_cache(maxsize=256)
def _delivering(count: int) -> Prepared:
    return Prepared(
        "UPDATE jobs SET owner = :owner, lease = :lease "  # noqa: S608  names only
        f"WHERE id IN ({_numbered(count)}) AND owner IS NULL RETURNING {JOB_COLUMNS}"
    )


@lru_cache(maxsize=256)
def _drawing(count: int) -> Prepared:
    return Prepared(
        "UPDATE jobs SET state = 'drawing', owner = :owner, lease = :lease, attempts = attempts + 1, "  # noqa: S608  as above
        f"started = coalesce(started, :now) WHERE id IN ({_numbered(count)}) AND state = 'accepted' "
        f"RETURNING {JOB_COLUMNS}"
    )


def _numbered(count: int) -> str:
    return ", ".join(f":j{i}" for i in range(count)) or "NULL"


# ── in which order ───────────────────────────────────────────────────────────────────────────────────────────────────

_BUSY = Prepared(
    "SELECT share, count(*) FROM jobs "  # noqa: S608  our own constant
    f"WHERE state = 'drawing' AND lane <> {Lane.BATCH.value} GROUP BY share"
)
_CANDIDATES = Prepared(
    "SELECT id, share, lane FROM jobs WHERE state = 'accepted' AND not_before <= :now "  # noqa: S608  our own constant
    f"AND lane <= :last AND {OURS} "
    "ORDER BY lane, vt, id LIMIT :count OFFSET :skip"
)


def _fairest(c: sa.Connection, house: House, count: int, patient: int, *, now: datetime, platforms: str) -> list[int]:
    """Ids of the next jobs, passing over everybody who has as many drawings running as one person may.

    Lines of batches are not counted there: of those and all who wait, at most `patient` are taken.
    """
    if count <= 0:
        return []
    running = {str(row[0]): int(row[1]) for row in _BUSY.run(c, {})}
    picked: list[int] = []
    page, skip = max(16, 2 * count), 0
    last = max(Lane) if patient > 0 else Lane.NORMAL
    values = {"now": micros(now), "platforms": platforms, "last": last.value}
    while len(picked) < count:
        rows = _CANDIDATES.run(c, {**values, "count": page, "skip": skip})
        for job, share, lane in rows:
            waits = Lane(lane).waits
            if len(picked) >= count or (waits and not patient):
                return picked
            if lane == Lane.BATCH or running.get(share, 0) < house.running:
                picked.append(job)
                running[share] = running.get(share, 0) + (lane != Lane.BATCH)
                patient -= waits
        if len(rows) < page:
            break
        page, skip = page * 4, skip + page
    return picked
