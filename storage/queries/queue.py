"""Jobs as they stand."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, Job
from storage.prepared import Prepared
from storage.rows import JOB_COLUMNS, job_of, plain_job
from storage.schema import jobs

_JOB = Prepared(f"SELECT {JOB_COLUMNS} FROM jobs WHERE id = :job")  # noqa: S608  names only
_OPEN = sa.text("jobs.state IN ('accepted', 'drawing', 'drawn', 'delivering')")


def job(c: sa.Connection, job_id: int) -> Job | None:
    rows = _JOB.run(c, {"job": job_id})
    return plain_job(rows[0]) if rows else None


def unfinished(c: sa.Connection, person: int) -> list[Job]:
    rows = c.execute(sa.select(jobs).where(jobs.c.person == person, _OPEN).order_by(jobs.c.id)).mappings()
    return [job_of(row) for row in rows]


def children(c: sa.Connection, parent: int) -> list[Job]:
    rows = c.execute(sa.select(jobs).where(jobs.c.parent == parent).order_by(jobs.c.id)).mappings()
    return [job_of(row) for row in rows]


def asked(c: sa.Connection, chat: Chat, message: str, since: datetime) -> Job | None:
    here = sa.and_(jobs.c.platform == chat.platform, jobs.c.chat == chat.id, jobs.c.created >= since)
    row = (
        c.execute(sa.select(jobs).where(here, jobs.c.reply_to == message).order_by(jobs.c.id.desc()).limit(1))
        .mappings()
        .one_or_none()
    )
    return None if row is None else job_of(row)
