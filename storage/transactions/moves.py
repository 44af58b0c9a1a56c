"""Counters, rules and jobs that change hands: a chat gets a new id, two people turn out to be one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, ChatKind
from bot.quota.rules import group_scope, member_scope
from storage.schema import audit, blocks, counters, groups, jobs, messages, rules, shares
from storage.transactions.limits import ceiling_scope

_OWN = "(t.used - t.carried + excluded.used - excluded.carried)"
_BOTH = (
    f"CASE WHEN {_OWN} >= t.used AND {_OWN} >= excluded.used THEN {_OWN} "
    "WHEN t.used >= excluded.used THEN t.used ELSE excluded.used END"
)
"""What both drew themselves, and never less than either had used: what one carried from the other is not counted twice."""
_ADD = sa.text(
    'INSERT INTO counters AS t (scope, "window", used, held, carried, at) '  # noqa: S608  the sums above only
    "VALUES (:scope, :label, :used, :held, :carried, :at) "
    f'ON CONFLICT (scope, "window") DO UPDATE SET used = {_BOTH}, held = t.held + excluded.held, '
    f"carried = {_BOTH} - {_OWN}"
).bindparams(sa.bindparam("at", type_=counters.c.at.type))


def carry(c: sa.Connection, scope: str, old: str, new: str, now: datetime) -> None:
    """What was used of the window `old` counts in `new` as well, without being added to it twice."""
    used = c.execute(sa.select(counters.c.used).where(counters.c.scope == scope, counters.c.window == old)).scalar()
    if used:
        c.execute(_ADD, {"scope": scope, "label": new, "used": used, "held": 0, "carried": used, "at": now})


def carry_back(c: sa.Connection, scope: str, new: str, old: str) -> None:
    """Undo `carry` for whoever goes back before `new` began there. What was drawn in it stays used."""
    used = (
        c.execute(sa.select(counters.c.used).where(counters.c.scope == scope, counters.c.window == old)).scalar() or 0
    )
    own = counters.c.used - counters.c.carried
    carried = sa.and_(counters.c.carried > 0, counters.c.carried == used - own)
    there = sa.and_(counters.c.scope == scope, counters.c.window == new, carried)
    c.execute(sa.update(counters).where(there).values(used=own, carried=0))


def move_chat(c: sa.Connection, platform: str, old: str, new: str, now: datetime) -> None:
    """Everything known under the old id is known under the new one. Twice changes nothing."""
    del now
    before, after = Chat(platform, old, ChatKind.GROUP), Chat(platform, new, ChatKind.GROUP)
    here = sa.and_(jobs.c.platform == platform, jobs.c.chat == old)
    for scope in _scopes_of(c, before):
        move_scope(c, scope, scope.replace(str(before), str(after), 1), here)
    _move_settings(c, platform, old, new)
    for table in (blocks, messages):
        _rekey(c, table, platform, old, new)
    c.execute(sa.update(jobs).where(here).values(chat=new))
    c.execute(sa.update(audit).where(audit.c.chat == str(before)).values(chat=str(after)))


def move_scope(c: sa.Connection, old: str, new: str, among: sa.ColumnElement[bool]) -> None:
    """Counters are added up, rules follow unless there are new ones, the reservations of `among` are rewritten."""
    for row in c.execute(sa.select(counters).where(counters.c.scope == old).order_by(counters.c.window)).all():
        c.execute(
            _ADD,
            {
                "scope": new,
                "label": row.window,
                "used": row.used,
                "held": row.held,
                "carried": row.carried,
                "at": row.at,
            },
        )
    c.execute(sa.delete(counters).where(counters.c.scope == old))
    if c.execute(sa.select(rules.c.scope).where(rules.c.scope == new).limit(1)).first() is None:
        c.execute(sa.update(rules).where(rules.c.scope == old).values(scope=new))
    c.execute(sa.delete(rules).where(rules.c.scope == old))
    c.execute(sa.delete(shares).where(shares.c.key == old))
    rewrite(c, old, new, among)


def rewrite(c: sa.Connection, old: str, new: str, among: sa.ColumnElement[bool]) -> None:
    """What those jobs hold, they hold on the new scope; and they take their turns there."""
    c.execute(sa.update(jobs).where(among, jobs.c.share == old).values(share=new))
    quoted = f'["{old}",'
    c.execute(
        sa.update(jobs)
        .where(among, jobs.c.reservation.contains(quoted, autoescape=True))
        .values(reservation=sa.func.replace(jobs.c.reservation, quoted, f'["{new}",'))
    )


def _scopes_of(c: sa.Connection, chat: Chat) -> list[str]:
    found = {group_scope(chat), member_scope(chat), ceiling_scope(chat), str(chat)}
    members = f"{member_scope(chat)}:"
    for column in (counters.c.scope, rules.c.scope):
        found |= set(
            c.execute(sa.select(column).where(column.startswith(members, autoescape=True)).distinct()).scalars()
        )
    return sorted(found)


def _move_settings(c: sa.Connection, platform: str, old: str, new: str) -> None:
    here = sa.and_(groups.c.platform == platform, groups.c.chat == old)
    there = sa.and_(groups.c.platform == platform, groups.c.chat == new)
    if c.execute(sa.select(groups.c.chat).where(here)).first() is None:
        return
    c.execute(sa.delete(groups).where(there, groups.c.settings == "{}"))
    if c.execute(sa.select(groups.c.chat).where(there)).first() is None:
        c.execute(sa.update(groups).where(here).values(chat=new))
    c.execute(sa.delete(groups).where(here))


def _rekey(c: sa.Connection, table: sa.Table, platform: str, old: str, new: str) -> None:
    """Move rows keyed by chat; where the new chat already has the same key, its own row stays."""
    key = [column for column in table.primary_key.columns if column.name not in {"platform", "chat"}]
    taken = sa.select(*(column for column in key)).where(table.c.platform == platform, table.c.chat == new)
    here = sa.and_(table.c.platform == platform, table.c.chat == old)
    for column in key:
        c.execute(sa.update(table).where(here, column.not_in(taken)).values(chat=new))
    c.execute(sa.delete(table).where(here))
