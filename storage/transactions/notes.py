"""Small shared memories: what platforms must not forget, and the state of provider targets."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.ports import TargetState
from storage.prepared import Prepared
from storage.schema import notes, targets
from storage.schema.columns import micros

_GET = Prepared("SELECT value FROM notes WHERE key = :key AND until > :now")
_PUT = sa.text(
    "INSERT INTO notes (key, value, until) VALUES (:key, :value, :until) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until"
).bindparams(sa.bindparam("until", type_=notes.c.until.type))


def get(c: sa.Connection, key: str, now: datetime) -> str | None:
    rows = _GET.run(c, {"key": key, "now": micros(now)})
    return rows[0][0] if rows else None


def put(c: sa.Connection, key: str, value: str, *, now: datetime, ttl: float) -> None:
    c.execute(_PUT, {"key": key, "value": value, "until": now + timedelta(seconds=ttl)})


def swap(c: sa.Connection, key: str, *, old: str | None, new: str | None, now: datetime, ttl: float) -> bool:
    """Replace `old` by `new` if it still is `old`."""
    until = now + timedelta(seconds=ttl)
    if old is None:
        return (new is None and get(c, key, now) is None) or _make(c, key, new, now=now, until=until)
    here = sa.and_(notes.c.key == key, notes.c.value == old, notes.c.until > now)
    if new is None:
        return c.execute(sa.delete(notes).where(here)).rowcount == 1
    return c.execute(sa.update(notes).where(here).values(value=new, until=until)).rowcount == 1


def _make(c: sa.Connection, key: str, value: str | None, *, now: datetime, until: datetime) -> bool:
    if value is None:
        return False
    made = c.execute(
        sa.text(
            "INSERT INTO notes AS t (key, value, until) VALUES (:key, :value, :until) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until WHERE t.until <= :now"
        ).bindparams(sa.bindparam("until", type_=notes.c.until.type), sa.bindparam("now", type_=notes.c.until.type)),
        {"key": key, "value": value, "until": until, "now": now},
    )
    return made.rowcount == 1


def find(c: sa.Connection, prefix: str, now: datetime) -> dict[str, str]:
    here = sa.and_(notes.c.key.startswith(prefix, autoescape=True), notes.c.until > now)
    return {row.key: row.value for row in c.execute(sa.select(notes.c.key, notes.c.value).where(here))}


def forget(c: sa.Connection, prefix: str) -> None:
    c.execute(sa.delete(notes).where(notes.c.key.startswith(prefix, autoescape=True)))


# ── targets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def load_targets(c: sa.Connection) -> list[TargetState]:
    return [TargetState(**row) for row in c.execute(sa.select(targets).order_by(targets.c.name)).mappings()]


def save_target(c: sa.Connection, state: TargetState) -> bool:
    """Store the next version. False where somebody else was first."""
    values = {
        "until": state.until,
        "reason": state.reason,
        "strikes": state.strikes,
        "day": state.day,
        "used": state.used,
        "micros": state.micros,
    }
    if state.version > 1:
        changed = c.execute(
            sa.update(targets)
            .where(targets.c.name == state.name, targets.c.version == state.version - 1)
            .values(version=state.version, **values)
        )
        return changed.rowcount == 1
    known = c.execute(sa.select(targets.c.name).where(targets.c.name == state.name)).first()
    if known is not None or state.version != 1:
        return False
    c.execute(sa.insert(targets), {"name": state.name, "version": 1, **values})
    return True
