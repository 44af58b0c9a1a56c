"""What holds somebody back goes along when accounts part: else joining and parting would be a way out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Limit, ScopeKind, WindowKind
from bot.quota.rules import capped, person_scope
from storage.schema import blocks, rules, strikes
from storage.transactions.limits import OFF


def follow(
    c: sa.Connection, owner: int, new: int, defaults: Mapping[ScopeKind, Sequence[Limit]], now: datetime
) -> None:
    """Blocks, strikes, and every limit of one's own that is tighter than the usual one. What was given stays behind."""
    for table, columns in ((blocks, (blocks.c.platform, blocks.c.chat)), (strikes, (strikes.c.reason, strikes.c.at))):
        theirs = sa.select(*columns, sa.literal(new)).where(table.c.person == owner)
        c.execute(sa.insert(table).from_select([*(column.name for column in columns), "person"], theirs))
    own = sa.or_(
        rules.c.scope == person_scope(owner),
        sa.and_(rules.c.scope.startswith("member:"), rules.c.scope.endswith(f":{owner}", autoescape=True)),
    )
    rows = c.execute(sa.select(rules).where(own, rules.c.window != OFF).order_by(rules.c.scope)).all()
    for scope in dict.fromkeys(row.scope for row in rows):
        mine = [row for row in rows if row.scope == scope]
        usual = _usual(c, scope, defaults)
        tight = capped([Limit(row.amount, WindowKind(row.window)) for row in mine], usual)
        if set(tight) != set(usual):
            _set(c, f"{scope.rpartition(':')[0]}:{new}", tight, mine[0].by, now)


def _usual(c: sa.Connection, scope: str, defaults: Mapping[ScopeKind, Sequence[Limit]]) -> Sequence[Limit]:
    """What holds for people, or for the members of that group, who have no exception."""
    if scope.startswith("person:"):
        return defaults.get(ScopeKind.PERSON, ())
    everybody = sa.select(rules.c.amount, rules.c.window).where(rules.c.scope == scope.rpartition(":")[0])
    rows = c.execute(everybody).all()
    if not rows:
        return defaults.get(ScopeKind.MEMBER, ())
    return [Limit(amount, WindowKind(window)) for amount, window in rows if window != OFF]


def _set(c: sa.Connection, scope: str, limits: Sequence[Limit], by: str, now: datetime) -> None:
    c.execute(
        sa.insert(rules),
        [
            {"scope": scope, "window": limit.window.value, "amount": limit.amount, "by": by, "at": now}
            for limit in limits
        ],
    )
