"""Strikes, and chats that cannot be written to."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.ports import Change
from storage.schema import silent, strikes
from storage.transactions.groups import write_down

_LOST = sa.text(
    "INSERT INTO silent (platform, chat, since) VALUES (:platform, :chat, :since) "
    "ON CONFLICT (platform, chat) DO UPDATE SET since = excluded.since"
).bindparams(sa.bindparam("since", type_=silent.c.since.type))


def strike(c: sa.Connection, person: int, reason: str, now: datetime) -> int:
    """How many in the last 24 hours, this one included."""
    c.execute(sa.insert(strikes), {"person": person, "reason": reason[:200], "at": now})
    return len(strikes_of(c, person, now - timedelta(days=1)))


def strikes_of(c: sa.Connection, person: int, since: datetime) -> list[datetime]:
    query = sa.select(strikes.c.at).where(strikes.c.person == person, strikes.c.at >= since).order_by(strikes.c.at)
    return list(c.execute(query).scalars())


def pardon(c: sa.Connection, person: int, change: Change) -> None:
    c.execute(sa.delete(strikes).where(strikes.c.person == person))
    write_down(c, change)


def lost(c: sa.Connection, platform: str, chat: str, *, gone: bool, now: datetime) -> None:
    if gone:
        c.execute(_LOST, {"platform": platform, "chat": chat, "since": now})
    else:
        c.execute(sa.delete(silent).where(silent.c.platform == platform, silent.c.chat == chat))
