"""A job with what was drawn for it, and what a platform calls those bytes: read on the way of every picture."""

from __future__ import annotations

import sqlalchemy as sa

from bot.model import StoredPicture
from bot.ports import Entry, Ready
from storage.prepared import Prepared
from storage.rows import JOB_COLUMNS, plain_job

_ENTRY = Prepared(f"SELECT {JOB_COLUMNS} FROM jobs WHERE id = :job")  # noqa: S608  names only
_ITS = Prepared(
    "SELECT id, job, number, digest, media_type, width, height FROM pictures "
    "WHERE job = :job AND digest IS NOT NULL ORDER BY number"
)


def entry(c: sa.Connection, job: int) -> Entry | None:
    rows = _ENTRY.run(c, {"job": job})
    return Entry(plain_job(rows[0]), tuple(StoredPicture(*row) for row in _ITS.run(c, {"job": job}))) if rows else None


_FILE = Prepared("SELECT file FROM files WHERE platform = :platform AND digest = :digest")


def file(c: sa.Connection, platform: str, digest: str) -> str | None:
    rows = _FILE.run(c, {"platform": platform, "digest": digest})
    return rows[0][0] if rows else None


def ready(c: sa.Connection, job: int) -> Ready | None:
    found = entry(c, job)
    return None if found is None else with_handles(c, found)


def with_handles(c: sa.Connection, found: Entry) -> Ready:
    platform = found.job.address.platform
    known = ((picture.digest, file(c, platform, picture.digest)) for picture in found.pictures)
    return Ready(found, {digest: handle for digest, handle in known if handle is not None})
