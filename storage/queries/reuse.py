"""Pictures that are there already."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, Job, State
from bot.ports import Entry
from storage.queries.gallery import entry
from storage.rows import job_of
from storage.schema import cache, jobs, pictures

_SHOWN = [State.DELIVERED.value, State.WAITING.value]


def recall(c: sa.Connection, key: str, now: datetime) -> Entry | None:
    job = c.execute(sa.select(cache.c.job).where(cache.c.key == key, cache.c.until > now)).scalar_one_or_none()
    found = None if job is None else entry(c, job)
    if found is None or len(found.pictures) < found.job.request.count:
        return None
    return found


def recent(c: sa.Connection, chat: Chat, since: datetime, count: int) -> list[Job]:
    here = sa.and_(jobs.c.platform == chat.platform, jobs.c.chat == chat.id, jobs.c.created >= since)
    there = sa.exists().where(pictures.c.job == jobs.c.id, pictures.c.digest.is_not(None))
    rows = c.execute(
        sa.select(jobs).where(here, jobs.c.state.in_(_SHOWN), there).order_by(jobs.c.created.desc()).limit(count)
    ).mappings()
    return [job for job in map(job_of, rows) if not job.request.private]
