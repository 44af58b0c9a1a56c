"""Two accounts turn out to be one person; that gives nobody a second allowance. How they part again: `parting`."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.quota.rules import person_scope
from storage.schema import blocks, counters, identities, jobs, ledger, packs, people, rules, strikes
from storage.transactions import codes
from storage.transactions.counters import QUEUE
from storage.transactions.moves import move_scope
from storage.transactions.pay import add_to_pack
from storage.transactions.standstill import stand_still


def redeem(c: sa.Connection, person: int, hashed: str, now: datetime) -> int | None:
    """Join whoever offered this code with `person`. None: no such code; it is counted as a wrong try.

    Raises `NotAllowed` after too many of them.
    """
    offered = codes.redeem(c, "link", f"person:{person}", hashed, now=now)
    return None if offered is None else join(c, int(offered), person)


def join(c: sa.Connection, one: int, other: int) -> int:
    """Make one person of two; return who is both now: the one known longer.

    Either may have been joined with somebody else since they were named.
    """
    now = stand_still(c, one, other)
    if len(now) < 2:
        return min(one, other)
    if {*now.values()} != {one, other}:
        return join(c, now[one], now[other])
    keep, gone = min(one, other), max(one, other)
    among = jobs.c.person == gone
    for old, new in _scopes(c, gone, keep):
        move_scope(c, old, new, among)
    _join_packs(c, keep, gone)
    for table in (identities, jobs, ledger, strikes):
        c.execute(sa.update(table).where(table.c.person == gone).values(person=keep))
    _join_blocks(c, keep, gone)
    banned = sa.select(sa.func.max(people.c.banned_until)).where(people.c.id.in_([keep, gone])).scalar_subquery()
    c.execute(sa.update(people).where(people.c.id == keep).values(banned_until=banned))
    c.execute(sa.update(people).where(sa.or_(people.c.id == gone, people.c.joined == gone)).values(joined=keep))
    return keep


def _scopes(c: sa.Connection, gone: int, keep: int) -> list[tuple[str, str]]:
    """Every counter of the one that is gone, and whose it becomes."""
    old, new = person_scope(gone), person_scope(keep)
    found = [(old, new), (f"{QUEUE}:{old}", f"{QUEUE}:{new}")]
    return sorted([*found, *((scope, of_another(scope, keep)) for scope in member_scopes(c, gone))])


def member_scopes(c: sa.Connection, person: int) -> list[str]:
    """Of every group where somebody has drawn, has an exception, or carries what another account drew."""
    theirs = f"member:%:%:{person}"  # one number, so nothing in it needs escaping
    found = (sa.select(column).where(column.like(theirs)) for column in (counters.c.scope, rules.c.scope))
    return sorted(c.execute(sa.union(*found)).scalars())


def of_another(scope: str, person: int) -> str:
    """The same group's member scope of another person."""
    return f"{scope.rpartition(':')[0]}:{person}"


def _join_packs(c: sa.Connection, keep: int, gone: int) -> None:
    balance = c.execute(sa.delete(packs).where(packs.c.person == gone).returning(packs.c.balance)).scalar() or 0
    add_to_pack(c, keep, balance)


def _join_blocks(c: sa.Connection, keep: int, gone: int) -> None:
    already = sa.alias(blocks)
    same = sa.exists().where(
        already.c.platform == blocks.c.platform, already.c.chat == blocks.c.chat, already.c.person == keep
    )
    c.execute(sa.update(blocks).where(blocks.c.person == gone, ~same).values(person=keep))
    c.execute(sa.delete(blocks).where(blocks.c.person == gone))
