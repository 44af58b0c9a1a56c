"""Everything kept about one person, for themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.ports import Export
from storage.schema import counters, identities, jobs, ledger, packs, people, pictures, sources, strikes

Value = str | int | None


# Internal marks are left out, and who drew: provider names stay inside the service.
_HIDDEN = frozenset(
    ["owner", "lease", "vt", "share", "reservation", "untold", "erased", "provider", "model", "spent", "estimate"]
)
_MOVES = (ledger.c.job, ledger.c.kind, ledger.c.units, ledger.c.fund, ledger.c.reason, ledger.c.charge, ledger.c.at)


def export(c: sa.Connection, person: int) -> Export:
    """Rows of every table that is about them."""
    tables = {name: _rows(c, query) for name, query in _queries(person).items()}
    mine = sa.select(jobs.c.id).where(jobs.c.person == person)
    digests = {str(row["digest"]) for row in tables["pictures"]}
    digests |= set(c.execute(sa.select(sources.c.digest).where(sources.c.job.in_(mine))).scalars())
    return Export(tables, tuple(sorted(digests)))


def _queries(person: int) -> dict[str, sa.Executable]:
    them, theirs = people.c, identities.c
    mine = sa.select(jobs.c.id).where(jobs.c.person == person)
    shown = [column for column in jobs.c if column.name not in _HIDDEN]
    kept = sa.and_(pictures.c.job.in_(mine), pictures.c.digest.is_not(None))
    use = sa.or_(counters.c.scope == f"person:{person}", counters.c.scope.like(f"member:%:{person}"))
    return {
        "person": sa.select(them.id, them.language, them.timezone, them.created).where(them.id == person),
        "identities": sa.select(theirs.platform, theirs.account, theirs.name, theirs.created).where(
            theirs.person == person
        ),
        "jobs": sa.select(*shown).where(jobs.c.person == person).order_by(jobs.c.id),
        "pictures": sa.select(pictures).where(kept).order_by(pictures.c.id),
        "ledger": sa.select(*_MOVES).where(ledger.c.person == person).order_by(ledger.c.id),
        "use": sa.select(counters.c.scope, counters.c.window, counters.c.used).where(use),
        "pack": sa.select(packs.c.balance).where(packs.c.person == person),
        "strikes": sa.select(strikes.c.reason, strikes.c.at).where(strikes.c.person == person),
    }


def _rows(c: sa.Connection, query: sa.Executable) -> list[dict[str, Value]]:
    return [{name: _plain(value) for name, value in row.items()} for row in c.execute(query).mappings()]


def _plain(value: Any) -> Value:
    return value.isoformat() if isinstance(value, datetime) else value
