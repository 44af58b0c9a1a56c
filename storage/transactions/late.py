"""A picture that came after its job was given up: kept with the job, and its person told once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Generation, Job
from storage.prepared import Prepared
from storage.rows import job_of
from storage.schema import jobs
from storage.schema.columns import micros
from storage.transactions.draw import keep, record_call

_RECENT = 2_000  # jobs looked back at; it is asked once, at the start of a process
_GIVEN_UP = ("failed", "expired")

_OFFERED = Prepared(
    "UPDATE jobs SET ending = 'late', untold = 1, spent = spent + :micros, provider = :provider, model = :model, "
    "drawn = :now WHERE id = :job AND state = 'refunded' AND ending IN ('failed', 'expired') AND erased = 0 RETURNING id"
)
_IN_TIME = Prepared(
    "UPDATE jobs SET state = 'drawn', not_before = :now, spent = spent + :micros, provider = :provider, model = :model, "
    "drawn = :now WHERE id = :job AND state = 'accepted' AND erased = 0 RETURNING id"
)


def late(c: sa.Connection, job: int, generation: Generation, now: datetime) -> bool:
    """Keep the pictures where there are none: of a job given up they are an offer, of one that waits to be drawn its own.

    False: nobody waits for them.
    """
    told = {"micros": generation.micros, "provider": generation.provider, "model": generation.model}
    values = {"job": job, "now": micros(now), **told}
    kept = bool(_OFFERED.run(c, values) or _IN_TIME.run(c, values))
    if kept:
        record_call(c, job, generation, "late", now)
        for number, picture in enumerate(generation.pictures, 1):
            keep(c, job, number, picture)
    return kept


def unanswered(c: sa.Connection, since: datetime) -> list[Job]:
    """Jobs given up since then whose provider had named a job of its own: it may still be asked for the picture."""
    newest = sa.select(sa.func.coalesce(sa.func.max(jobs.c.id), 0)).scalar_subquery()
    given_up = sa.and_(jobs.c.state == "refunded", jobs.c.ending.in_(_GIVEN_UP), jobs.c.erased == 0)
    recent = sa.and_(jobs.c.id > newest - _RECENT, jobs.c.ended >= since, jobs.c.submission.is_not(None))
    rows = c.execute(sa.select(jobs).where(recent, given_up).order_by(jobs.c.id)).mappings()
    return [job_of(row) for row in rows]
