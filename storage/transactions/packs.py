"""Units that were granted or bought: ledger lines with a reason and an actor, taken back at most once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.errors import NotFound
from bot.model import Fund
from bot.ports import Change
from storage.schema import jobs, ledger, packs
from storage.transactions.groups import write_down
from storage.transactions.ledger import entry
from storage.transactions.pay import add_to_pack
from storage.transactions.payments import reversal
from storage.transactions.standstill import current


def grant(
    c: sa.Connection, person: int, units: int, *, actor: str, reason: str, reference: str | None, now: datetime
) -> int:
    """Give units, or with a negative number take them as far as they are there; return the id of the ledger line.

    The same `reference` again moves nothing and returns the first line.
    """
    if reference is not None:
        known = c.execute(sa.select(ledger.c.id).where(ledger.c.charge == reference)).scalar_one_or_none()
        if known is not None:
            return int(known)
    person = current(c, person)
    kind, moved = ("grant", units) if units >= 0 else ("taking", _take(c, person, -units))
    if units >= 0:
        add_to_pack(c, person, units)
    _write_down(c, actor, f"{kind} #{person}", f"{moved} {reason}", now)
    return entry(
        c,
        None,
        kind,
        person=person,
        units=moved,
        micros=0,
        fund=Fund.PACK,
        at=now,
        actor=actor,
        reason=reason,
        charge=reference,
    )


def purchase(c: sa.Connection, person: int, units: int, *, charge: str, reason: str, now: datetime) -> bool:
    """Credit a payment once; the same charge again changes nothing and returns False."""
    if c.execute(sa.select(ledger.c.id).where(ledger.c.charge == charge)).first() is not None:
        return False
    person = current(c, person)
    entry(
        c,
        None,
        "purchase",
        person=person,
        units=units,
        micros=0,
        fund=Fund.PACK,
        at=now,
        actor="payment",
        reason=reason,
        charge=charge,
    )
    add_to_pack(c, person, units)
    return True


def reverse(c: sa.Connection, line: int, *, actor: str, reason: str, now: datetime) -> int:
    """Take a grant or a purchase back, once, as far as it has not been used; return the units taken.

    Raises `NotFound` when there is no such line or it was taken back before.
    """
    row = c.execute(
        sa.select(ledger).where(ledger.c.id == line, ledger.c.kind.in_(["grant", "purchase"])).with_for_update()
    ).one_or_none()
    mark = reversal(line)
    if row is None or c.execute(sa.select(ledger.c.id).where(ledger.c.charge == mark)).first() is not None:
        raise NotFound("ledger.none", code=line)
    person = current(c, row.person)
    taken = _take(c, person, row.units)
    _write_down(c, actor, f"reversal #{person}", f"{taken} {reason}", now)
    entry(
        c,
        None,
        "reversal",
        person=person,
        units=taken,
        micros=row.micros,
        fund=Fund.PACK,
        at=now,
        actor=actor,
        reason=reason,
        charge=mark,
    )
    return taken


def _write_down(c: sa.Connection, actor: str, what: str, said: str, now: datetime) -> None:
    """What people do by hand stands in the audit log too; payments and pictures have the ledger alone."""
    write_down(c, Change(actor, "", what, "", said.strip(), now))


def _take(c: sa.Connection, person: int, units: int) -> int:
    left = c.execute(sa.select(packs.c.balance).where(packs.c.person == person).with_for_update()).scalar() or 0
    taken = min(units, left)
    add_to_pack(c, person, -taken)
    return taken


def refund_job(c: sa.Connection, job: int, *, actor: str, reason: str, now: datetime) -> int:
    """Give what a delivered job cost into its person's pack, once; 0 where there is nothing to give (any more)."""
    row = c.execute(
        sa.select(jobs.c.person, ledger.c.units)
        .join(ledger, ledger.c.job == jobs.c.id)
        .where(jobs.c.id == job, ledger.c.kind == "settle")
        .with_for_update()
    ).one_or_none()
    again = c.execute(sa.select(ledger.c.id).where(ledger.c.job == job, ledger.c.kind == "return")).first()
    if row is None or row.person is None or again is not None or row.units == 0:
        return 0
    person = current(c, row.person)
    add_to_pack(c, person, row.units)
    _write_down(c, actor, f"return #{person}", f"{row.units} job {job} {reason}", now)
    entry(
        c,
        job,
        "return",
        person=person,
        units=row.units,
        micros=0,
        fund=Fund.PACK,
        at=now,
        actor=actor,
        reason=reason,
    )
    return int(row.units)
