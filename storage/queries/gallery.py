"""What was drawn: somebody's history, one job, one picture, and which message shows what."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import Ending, Job, State, StoredPicture
from bot.ports import Entry
from storage.rows import job_of, picture_of
from storage.schema import jobs, messages, pictures

_SHOWN = sa.or_(jobs.c.state.in_((State.DELIVERED.value, State.WAITING.value)), jobs.c.ending == Ending.LATE.value)
_THERE = pictures.c.digest.is_not(None)


def history(c: sa.Connection, person: int, count: int) -> list[Entry]:
    """Newest first; jobs whose pictures were all deleted are left out."""
    return _entries(c, count, jobs.c.person == person)


def latest(c: sa.Connection, count: int, before: int | None) -> list[Entry]:
    """Whether a job is private stands in its request, which the database does not look into: some are read in vain."""
    found: list[Entry] = []
    while len(found) < count:
        more = _entries(c, count, sa.true() if before is None else jobs.c.id < before)
        found += [entry for entry in more if not entry.job.request.private]
        if len(more) < count:
            break
        before = more[-1].job.id
    return found[:count]


def _entries(c: sa.Connection, count: int, where: sa.ColumnElement[bool]) -> list[Entry]:
    drawn = sa.exists().where(pictures.c.job == jobs.c.id, _THERE)
    rows = (
        c.execute(sa.select(jobs).where(where, _SHOWN, drawn).order_by(jobs.c.id.desc()).limit(count)).mappings().all()
    )
    its = _pictures(c, [row["id"] for row in rows])
    return [Entry(job_of(row), tuple(its.get(row["id"], ()))) for row in rows]


def picture(c: sa.Connection, picture_id: int) -> tuple[StoredPicture, Job] | None:
    row = c.execute(sa.select(pictures).where(pictures.c.id == picture_id, _THERE)).mappings().one_or_none()
    if row is None:
        return None
    job = c.execute(sa.select(jobs).where(jobs.c.id == row["job"])).mappings().one()
    return picture_of(row), job_of(job)


def by_message(c: sa.Connection, platform: str, chat: str, message: str) -> tuple[StoredPicture, ...]:
    shows = sa.and_(messages.c.platform == platform, messages.c.chat == chat, messages.c.message == message)
    rows = c.execute(
        sa.select(pictures)
        .join(messages, messages.c.job == pictures.c.job)
        .where(shows, _THERE, sa.or_(messages.c.number.is_(None), messages.c.number == pictures.c.number))
        .order_by(pictures.c.number)
    ).mappings()
    return tuple(picture_of(row) for row in rows)


def messages_of(c: sa.Connection, platform: str, chat: str, picture: int) -> tuple[str, ...]:
    here = sa.and_(messages.c.platform == platform, messages.c.chat == chat, messages.c.number == pictures.c.number)
    found = sa.select(messages.c.message).join(pictures, messages.c.job == pictures.c.job).where(here)
    return tuple(c.execute(found.where(pictures.c.id == picture)).scalars())


def _pictures(c: sa.Connection, ids: Sequence[int]) -> dict[int, list[StoredPicture]]:
    if not ids:
        return {}
    found: dict[int, list[StoredPicture]] = {}
    rows = c.execute(
        sa.select(pictures).where(pictures.c.job.in_(ids), _THERE).order_by(pictures.c.job, pictures.c.number)
    ).mappings()
    for row in rows:
        found.setdefault(row["job"], []).append(picture_of(row))
    return found
