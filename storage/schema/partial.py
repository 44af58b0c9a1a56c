"""Indexes over some of the rows. Only who makes or compares a database needs them, and takes the `metadata` from here.

Naming what they hold for PostgreSQL loads its dialect, 2 MB that a service on SQLite goes without.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import metadata
from storage.schema.jobs import jobs

__all__ = ["metadata"]


def _partial(name: str, where: str, *columns: str) -> sa.Index:
    clause = sa.text(where)
    return sa.Index(name, *(jobs.c[column] for column in columns), sqlite_where=clause, postgresql_where=clause)


_partial("ix_jobs_queue", "state = 'accepted'", "lane", "vt", "id")
_partial("ix_jobs_finished", "state = 'drawn' AND owner IS NULL", "not_before", "id")
_partial("ix_jobs_drawing", "state = 'drawing'", "share")
_partial("ix_jobs_leased", "owner IS NOT NULL", "lease")
_partial("ix_jobs_waiting", "state = 'accepted'", "created")
_partial("ix_jobs_open", "state IN ('accepted', 'drawing', 'drawn', 'delivering')", "person")
_partial("ix_jobs_untold", "untold = 1", "id")
_partial("ix_jobs_erasing", "erased = 1", "id")
_partial("ix_jobs_parent", "parent IS NOT NULL", "parent")
