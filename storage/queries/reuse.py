"""Pictures that are there already."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, Fund, Job, State
from bot.ports import Asked
from storage.rows import decode_request, job_of
from storage.schema import jobs, pictures

_SHOWN = [State.DELIVERED.value, State.WAITING.value]


def asked(c: sa.Connection, since: datetime, count: int) -> list[Asked]:
    same = (jobs.c.prompt, jobs.c.request)
    people, chats = sa.distinct(jobs.c.person), sa.distinct(jobs.c.platform + ":" + jobs.c.chat)
    times = sa.func.count()
    rows = c.execute(
        sa.select(*same, times, sa.func.count(people), sa.func.count(chats))
        .where(jobs.c.created >= since, jobs.c.state.in_(_SHOWN), jobs.c.erased == 0, jobs.c.fund != Fund.SPARE.value)
        .group_by(*same)
        .order_by(times.desc(), *same)
        .limit(count)
    )
    return [Asked(decode_request(prompt, request), *numbers) for prompt, request, *numbers in rows]


def recent(c: sa.Connection, chat: Chat, since: datetime, count: int) -> list[Job]:
    here = sa.and_(jobs.c.platform == chat.platform, jobs.c.chat == chat.id, jobs.c.created >= since)
    there = sa.exists().where(pictures.c.job == jobs.c.id, pictures.c.digest.is_not(None))
    rows = c.execute(
        sa.select(jobs).where(here, jobs.c.state.in_(_SHOWN), there).order_by(jobs.c.created.desc()).limit(count)
    ).mappings()
    return [job for job in map(job_of, rows) if not job.request.private]
