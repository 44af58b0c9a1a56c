"""Keeping somebody out, and letting them in again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.ports import Change
from storage.schema import people
from storage.transactions.groups import write_down


def ban(c: sa.Connection, person: int, *, until: datetime | None, reason: str, actor: str, now: datetime) -> None:
    """Until then. None: not any more."""
    was = c.execute(
        sa.select(people.c.banned_until).where(people.c.id == person).with_for_update()
    ).scalar_one_or_none()
    c.execute(sa.update(people).where(people.c.id == person).values(banned_until=until, ban_reason=reason[:200]))
    new = "" if until is None else f"{until.isoformat(timespec='minutes')} {reason[:200]}".rstrip()
    old = "" if was is None else was.isoformat(timespec="minutes")
    write_down(c, Change(actor, f"person:{person}", "ban", old, new, now))
