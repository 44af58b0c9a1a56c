"""One-time codes: short to type, gone after ten minutes or one use, and only a few wrong tries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.errors import NotAllowed
from bot.model import Chat, Identity
from bot.ports import Change
from storage.schema import codes, tries
from storage.transactions.groups import change, settings

TTL = timedelta(minutes=10)
TRIES = 5
"""Wrong codes somebody may try within `TTL`."""


def offer(c: sa.Connection, kind: str, subject: str, hashed: str, now: datetime) -> None:
    """Store a new code; an older one for the same subject is void."""
    c.execute(sa.delete(codes).where(codes.c.kind == kind, codes.c.subject == subject))
    c.execute(sa.insert(codes), {"hash": hashed, "kind": kind, "subject": subject, "until": now + TTL})


def redeem(
    c: sa.Connection, kind: str, who: str, hashed: str, *, now: datetime, subject: str | None = None
) -> str | None:
    """Use a code up (only one made for `subject`, if given) and return its subject. None counts as a wrong try.

    Raises `NotAllowed` after too many. Every try is counted first, so that of guesses at once each waits for the others.
    """
    if _count(c, who, now) > TRIES:
        raise NotAllowed(f"{kind}.tries")
    found = sa.and_(codes.c.hash == hashed, codes.c.kind == kind, codes.c.until > now)
    if subject is not None:
        found = sa.and_(found, codes.c.subject == subject)
    used = c.execute(sa.delete(codes).where(found).returning(codes.c.subject)).scalar_one_or_none()
    if used is not None:
        c.execute(sa.delete(tries).where(tries.c.who == who))
    return used


def claim(c: sa.Connection, chat: Chat, who: Identity, hashed: str, now: datetime) -> bool:
    """Make somebody an owner of the group that a code was made for. Raises `NotAllowed` after too many wrong ones."""
    if redeem(c, "claim", str(who), hashed, now=now, subject=str(chat)) is None:
        return False
    old = settings(c, chat)
    owners = tuple(owner for owner in old.claimed_by if owner != who)
    new = replace(old, claimed_by=(*owners, who))
    change(c, chat, new, Change(str(who), str(chat), "claim", "", str(who), now))
    return True


def _count(c: sa.Connection, who: str, now: datetime) -> int:
    """How many tries these are within `TTL`."""
    moment = tries.c.since.type
    counted = c.execute(
        sa.text(
            "INSERT INTO tries AS t (who, wrong, since) VALUES (:who, 1, :now) ON CONFLICT (who) DO UPDATE SET "
            "wrong = CASE WHEN t.since > :old THEN t.wrong + 1 ELSE 1 END, "
            "since = CASE WHEN t.since > :old THEN t.since ELSE excluded.since END RETURNING wrong"
        ).bindparams(sa.bindparam("now", type_=moment), sa.bindparam("old", type_=moment)),
        {"who": who, "now": now, "old": now - TTL},
    )
    return int(counted.scalar_one())
