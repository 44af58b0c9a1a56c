"""Lines of the ledger: written once, never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Fund
from storage.prepared import Prepared
from storage.schema.columns import micros as in_micros

_ENTRY = Prepared(
    "INSERT INTO ledger (job, kind, person, units, micros, fund, actor, reason, charge, at) "
    "VALUES (:job, :kind, :person, :units, :micros, :fund, :actor, :reason, :charge, :at) RETURNING id"
)


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
    line: int = _ENTRY.run(
        c,
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
            "at": in_micros(at),
        },
    )[0][0]
    return line
