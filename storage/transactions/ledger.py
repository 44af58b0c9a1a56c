"""Lines of the ledger: written once, never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Fund
from storage.schema import ledger

_ENTRY = sa.insert(ledger).returning(ledger.c.id)


def entry(
    c: sa.Connection,
    job: int | None,
    kind: str,
    *,
    person: int | None,
    units: int,
    micros: int,
    fund: Fund,
    at: datetime,
    actor: str = "",
    reason: str = "",
    charge: str | None = None,
) -> int:
    """`kind` is reserve, settle or refund for a job (each once), else grant, purchase or reversal. Returns its id."""
    line: int = c.execute(
        _ENTRY,
        {
            "job": job,
            "kind": kind,
            "person": person,
            "units": units,
            "micros": micros,
            "fund": fund.value,
            "actor": actor,
            "reason": reason,
            "charge": charge,
            "at": at,
        },
    ).scalar_one()
    return line
