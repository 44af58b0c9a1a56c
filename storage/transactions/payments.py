"""Lines of the ledger that somebody paid for: who it was, and whether it was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Identity
from storage.schema import identities, ledger
from storage.transactions import notes

_A_YEAR = 365 * 86_400.0  # seconds in which a payment of somebody forgotten can be given back


def by_charge(c: sa.Connection, charge: str) -> int | None:
    """The ledger line of a payment."""
    return c.execute(
        sa.select(ledger.c.id).where(ledger.c.charge == charge, ledger.c.kind == "purchase")
    ).scalar_one_or_none()


def payers(c: sa.Connection, charge: str, now: datetime) -> list[Identity]:
    """The accounts of whoever made a payment, or who they are now, or what is left of them."""
    known = sa.select(identities.c.platform, identities.c.account, identities.c.name).where(
        identities.c.account.is_not(None),
        identities.c.person.in_(
            sa.select(ledger.c.person).where(ledger.c.charge == charge, ledger.c.kind == "purchase")
        ),
    )
    found = [Identity(row.platform, row.account, row.name) for row in c.execute(known)]
    kept = notes.get(c, _payer(charge), now) or ""
    left = [Identity(platform, account) for platform, _, account in (word.partition(":") for word in kept.split())]
    return [*found, *(identity for identity in left if identity not in found)]


def keep_payers(c: sa.Connection, person: int, accounts: Sequence[Identity], now: datetime) -> None:
    """Somebody is about to be forgotten: what they paid can still be given back, for a while, if only to an account's number."""
    if not accounts:
        return
    purchases = sa.select(ledger.c.id, ledger.c.charge).where(ledger.c.person == person, ledger.c.kind == "purchase")
    for line, charge in c.execute(purchases).all():
        if reversed_units(c, line) is None:
            notes.put(c, _payer(charge), " ".join(map(str, accounts)), now=now, ttl=_A_YEAR)


def forget_payers(c: sa.Connection, charge: str) -> None:
    """The money is back with whoever paid it."""
    notes.forget(c, _payer(charge))


def reversed_units(c: sa.Connection, line: int) -> int | None:
    """What was taken back for this line; None when it was not reversed."""
    return c.execute(sa.select(ledger.c.units).where(ledger.c.charge == reversal(line))).scalar_one_or_none()


def reversal(line: int) -> str:
    """What the line that takes another one back is called, so that there is one at most."""
    return f"reversal:{line}"


def _payer(charge: str) -> str:
    return f"payers//{charge}"
