"""Whoever is joined or parted stands still meanwhile: nobody asks, pays or is served as them.

Locks are taken in this order everywhere: people, their jobs, their counters. SQLite has one writer and needs none.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.model import State
from storage.schema import jobs, people

_UNFINISHED = [state.value for state in State if not state.ended]


def current(c: sa.Connection, person: int) -> int:
    """Who this one is now; that stays so until the transaction ends."""
    named = sa.select(people.c.joined).where(people.c.id == person).with_for_update(read=True, key_share=True)
    joined: int | None = c.execute(named).scalar_one_or_none()
    return person if joined is None else current(c, joined)


def stand_still(c: sa.Connection, *persons: int) -> Mapping[int, int]:
    """Wait until nobody acts as them any more; return who each of them is by now."""
    named = sa.select(people.c.id, people.c.joined).where(people.c.id.in_(persons)).order_by(people.c.id)
    found = {row.id: row.joined or row.id for row in c.execute(named.with_for_update())}
    open_ = sa.select(jobs.c.id).where(jobs.c.person.in_(persons), jobs.c.state.in_(_UNFINISHED)).order_by(jobs.c.id)
    c.execute(open_.with_for_update()).all()
    return found
