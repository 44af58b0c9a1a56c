"""Everything kept about one person, for themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.ports import Export
from storage.schema import counters, identities, jobs, ledger, packs, people, pictures, sources, strikes

Value = str | int | None


def export(c: sa.Connection, person: int) -> Export:
    """Rows of every table that is about them; internal marks are left out, provider names stay inside the service."""
    mine = sa.select(jobs.c.id).where(jobs.c.person == person)
    hidden = {
        "owner",
        "lease",
        "vt",
        "share",
        "reservation",
        "untold",
        "erased",
        "provider",
        "model",
        "spent",
        "estimate",
    }
    job_columns = [column for column in jobs.c if column.name not in hidden]
    use = sa.or_(counters.c.scope == f"person:{person}", counters.c.scope.like(f"member:%:{person}"))
    tables = {
        "person": _rows(
            c,
            sa.select(people.c.id, people.c.language, people.c.timezone, people.c.created).where(people.c.id == person),
        ),
        "identities": _rows(
            c,
            sa.select(identities.c.platform, identities.c.account, identities.c.name, identities.c.created).where(
                identities.c.person == person
            ),
        ),
        "jobs": _rows(c, sa.select(*job_columns).where(jobs.c.person == person).order_by(jobs.c.id)),
        "pictures": _rows(
            c,
            sa.select(pictures).where(pictures.c.job.in_(mine), pictures.c.digest.is_not(None)).order_by(pictures.c.id),
        ),
        "ledger": _rows(
            c,
            sa.select(
                ledger.c.job,
                ledger.c.kind,
                ledger.c.units,
                ledger.c.fund,
                ledger.c.reason,
                ledger.c.charge,
                ledger.c.at,
            )
            .where(ledger.c.person == person)
            .order_by(ledger.c.id),
        ),
        "use": _rows(c, sa.select(counters.c.scope, counters.c.window, counters.c.used).where(use)),
        "pack": _rows(c, sa.select(packs.c.balance).where(packs.c.person == person)),
        "strikes": _rows(c, sa.select(strikes.c.reason, strikes.c.at).where(strikes.c.person == person)),
    }
    digests = {str(row["digest"]) for row in tables["pictures"]}
    digests |= set(c.execute(sa.select(sources.c.digest).where(sources.c.job.in_(mine))).scalars())
    return Export(tables, tuple(sorted(digests)))


def _rows(c: sa.Connection, query: sa.Executable) -> list[dict[str, Value]]:
    return [{name: _plain(value) for name, value in row.items()} for row in c.execute(query).mappings()]


def _plain(value: Any) -> Value:
    return value.isoformat() if isinstance(value, datetime) else value
