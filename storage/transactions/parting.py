"""An account becomes a person of its own again, with what it drew; that gives nobody a second allowance.

A job's reservation always names the scopes of whoever the job belongs to: joining and settling look for it there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.model import Identity, Limit, ScopeKind, State
from bot.quota.rules import person_scope
from storage.schema import counters, identities, jobs, people
from storage.schema.columns import micros
from storage.transactions.counters import NOW, QUEUE, decode_stakes, move
from storage.transactions.house import House
from storage.transactions.links import member_scopes, of_another
from storage.transactions.moves import rewrite
from storage.transactions.people import keyed
from storage.transactions.restraints import follow
from storage.transactions.standstill import stand_still


def part(
    c: sa.Connection,
    house: House,
    identity: Identity,
    defaults: Mapping[ScopeKind, Sequence[Limit]],
    now: datetime,
) -> bool:
    """Make an account a person of its own, with its own history, the use of this window, and what holds it back.

    Packs stay behind.
    """
    key = keyed(house.secret, identity)
    owner = _owner(c, key)
    if owner is None:
        return False
    stand_still(c, owner)
    if _owner(c, key) != owner:  # it was joined or parted a moment ago
        return part(c, house, identity, defaults, now)
    others = c.execute(
        sa.select(identities.c.key).where(identities.c.person == owner, identities.c.key != key).limit(1)
    ).first()
    if others is None:
        return False
    new = _twin(c, owner, key, now)
    theirs = sa.and_(jobs.c.person == owner, jobs.c.platform == identity.platform, jobs.c.account == identity.account)
    drawn = _drawn(c, theirs)
    scopes = [(person_scope(owner), person_scope(new))]
    scopes += [(scope, of_another(scope, new)) for scope in member_scopes(c, owner)]
    for old, own in scopes:
        _carry(c, old, own, drawn)
        rewrite(c, old, own, theirs)
    _requeue(c, owner, new, drawn, now)
    rewrite(c, f"{QUEUE}:{person_scope(owner)}", f"{QUEUE}:{person_scope(new)}", theirs)
    follow(c, owner, new, defaults, now)
    c.execute(sa.update(identities).where(identities.c.key == key).values(person=new))
    c.execute(sa.update(jobs).where(theirs).values(person=new))
    return True


def _owner(c: sa.Connection, key: str) -> int | None:
    return c.execute(sa.select(identities.c.person).where(identities.c.key == key)).scalar_one_or_none()


def _twin(c: sa.Connection, owner: int, key: str, now: datetime) -> int:
    row = c.execute(sa.select(people).where(people.c.id == owner)).mappings().one()
    copied = {name: row[name] for name in ("language", "timezone", "banned_until")}
    fresh = {**copied, "key": f"{key}/new", "created": now}
    new: int = c.execute(sa.insert(people).returning(people.c.id), fresh).scalar_one()
    c.execute(sa.update(people).where(people.c.id == new).values(key=f"{key}/{new}"))
    return new


# ── what it drew itself ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What some jobs count, by scope and window, and what of it they still hold."""

    used: Mapping[tuple[str, str], int]
    held: Mapping[tuple[str, str], int]


def _drawn(c: sa.Connection, theirs: sa.ColumnElement[bool]) -> _Drawn:
    used: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    for state, reservation in c.execute(sa.select(jobs.c.state, jobs.c.reservation).where(theirs)):
        for stake in decode_stakes(reservation):
            used[stake.scope, stake.label] += stake.amount
            if not State(state).ended:
                held[stake.scope, stake.label] += stake.amount
    return _Drawn(used, held)


def _carry(c: sa.Connection, old: str, own: str, drawn: _Drawn) -> None:
    """Both have used what they used as one: each did some of it and carries the other's."""
    for row in c.execute(sa.select(counters).where(counters.c.scope == old).order_by(counters.c.window)).all():
        used, held = drawn.used.get((old, row.window), 0), drawn.held.get((old, row.window), 0)
        values = {"used": row.used, "held": held, "carried": row.used - used, "at": row.at}
        c.execute(sa.insert(counters), {"scope": own, "window": row.window, **values})
        left = {"held": counters.c.held - held, "carried": counters.c.carried + used}
        c.execute(sa.update(counters).where(counters.c.scope == old, counters.c.window == row.window).values(left))


def _requeue(c: sa.Connection, owner: int, new: int, drawn: _Drawn, now: datetime) -> None:
    """Unfinished jobs are counted where they are now: nobody carries another's."""
    old, own = f"{QUEUE}:{person_scope(owner)}", f"{QUEUE}:{person_scope(new)}"
    waiting = drawn.held.get((old, NOW), 0)
    if waiting:
        move(c, [(old, NOW, -waiting, -waiting), (own, NOW, waiting, waiting)], micros(now))
