"""Keeping somebody out, and letting them in again."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.ports import Change
from storage.schema import people
from storage.transactions.groups import write_down

FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)


def ban(c: sa.Connection, person: int, until: datetime | None, change: Change) -> None:
    """Until then. None: not any more."""
    c.execute(sa.update(people).where(people.c.id == person).values(banned_until=until))
    write_down(c, change)
