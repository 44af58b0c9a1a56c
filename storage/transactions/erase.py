"""Forgetting: what somebody wrote, was shown and is called goes; what they used stays, under a hash."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.model import ChatKind, Ending, Fund, Identity, State
from storage.schema import (
    audit,
    cache,
    codes,
    counters,
    events,
    flights,
    identities,
    jobs,
    messages,
    notes,
    people,
    pictures,
    rules,
    sources,
)
from storage.transactions import likeness
from storage.transactions.finish import End, close, lock
from storage.transactions.house import House
from storage.transactions.payments import keep_payers
from storage.transactions.people import keyed
from storage.transactions.pictures import unreferenced

MOST = 500
"""Jobs erased in one transaction."""

_A_DAY = timedelta(days=1)
_STOPPABLE = [State.ACCEPTED.value, State.DRAWING.value, State.DRAWN.value]
_ENDED = [State.DELIVERED.value, State.WAITING.value, State.REFUNDED.value]


def forget(c: sa.Connection, person: int, now: datetime) -> set[str]:
    """Stop what runs and erase somebody; return the content hashes that nobody refers to any more."""
    stoppable = sa.select(jobs.c.id).where(jobs.c.person == person, jobs.c.state.in_(_STOPPABLE)).order_by(jobs.c.id)
    for job in c.execute(stoppable).scalars().all():
        row = lock(c, job)
        if row is not None and row.state in _STOPPABLE:
            close(c, row, End(State.REFUNDED, Ending.CANCELLED, "forgotten"), now)
    # What is being sent at this moment is erased when it has ended: its worker still needs the address.
    c.execute(sa.update(jobs).where(jobs.c.person == person).values(erased=1))
    gone = erase(c, sa.and_(jobs.c.person == person, jobs.c.state.in_(_ENDED)))
    _strangers(c, person, now)
    return gone


def forget_identity(c: sa.Connection, house: House, identity: Identity, now: datetime) -> set[str]:
    person = c.execute(
        sa.select(identities.c.person).where(identities.c.key == keyed(house.secret, identity))
    ).scalar_one_or_none()
    return set() if person is None else forget(c, person, now)


def ripe(c: sa.Connection, now: datetime, days: int) -> list[int]:
    """Some jobs that are so old, or whose person was forgotten while they were under way.

    What was drawn ahead goes when the cache has let go of it: its words were people's, and none of them can ask for it.
    """
    old = sa.and_(jobs.c.created < now - timedelta(days=days), jobs.c.erased == 0)
    found = sa.exists().where(cache.c.job == jobs.c.id, cache.c.until > now)
    nobodys = sa.and_(jobs.c.fund == Fund.SPARE.value, jobs.c.created < now - _A_DAY, jobs.c.erased == 0, ~found)
    return [
        job
        for which in (old, nobodys, sa.text("jobs.erased = 1"))
        for job in c.execute(sa.select(jobs.c.id).where(which, jobs.c.state.in_(_ENDED)).limit(MOST)).scalars()
    ]


def expire(c: sa.Connection, ids: list[int]) -> set[str]:
    """Erase ended jobs; return the content hashes that nobody refers to any more."""
    return erase(c, jobs.c.id.in_(ids)) if ids else set()


def tidy(c: sa.Connection, now: datetime) -> None:
    """Drop what only mattered for a while."""
    for label, days in (("%Z", 1), ("____-__-__", 90)):
        old = sa.and_(counters.c.window.like(label), counters.c.at < now - timedelta(days=days), counters.c.held == 0)
        c.execute(sa.delete(counters).where(old))
    c.execute(sa.delete(events).where(events.c.at < now - timedelta(days=30)))
    for table in (notes, codes, cache, flights):
        c.execute(sa.delete(table).where(table.c.until < now))


def erase(c: sa.Connection, which: sa.ColumnElement[bool]) -> set[str]:
    """Take everything personal out of ended jobs; what was reserved, settled and paid stays."""
    those = sa.select(jobs.c.id).where(which)
    shown = c.execute(sa.select(pictures.c.digest).where(pictures.c.job.in_(those))).scalars()
    digests = {digest for digest in shown if digest}
    digests |= set(c.execute(sa.select(sources.c.digest).where(sources.c.job.in_(those))).scalars())
    c.execute(sa.update(pictures).where(pictures.c.job.in_(those)).values(digest=None))
    likeness.forget(c, list(c.execute(those).scalars()))
    for table in (sources, messages, cache):
        c.execute(sa.delete(table).where(table.c.job.in_(those)))
    c.execute(
        sa.update(jobs)
        .where(which)
        .values(
            prompt="",
            request='{"prompt": ""}',
            account=None,
            name="",
            thread=None,
            reply_to=None,
            waiting=None,
            hint="",
            submission=None,
            reason="",
            untold=0,
            erased=2,
            chat=sa.case((jobs.c.chat_kind == ChatKind.PRIVATE.value, ""), else_=jobs.c.chat),
        )
    )
    return unreferenced(c, digests)


def _strangers(c: sa.Connection, person: int, now: datetime) -> None:
    """Their accounts become hashes, here and wherever their name stands; what was noted about them goes."""
    for about in (f"people/{person}/", f"offers/{person}/"):
        c.execute(sa.delete(notes).where(notes.c.key.startswith(about, autoescape=True)))
    accounts = c.execute(
        sa.select(identities.c.platform, identities.c.account).where(
            identities.c.person == person, identities.c.account.is_not(None)
        )
    ).all()
    keep_payers(c, person, [Identity(*account) for account in accounts], now)
    for platform, account in accounts:
        who = f"{platform}:{account}"
        c.execute(sa.update(audit).where(audit.c.actor == who, audit.c.what == "appeal").values(new=""))
        c.execute(sa.update(audit).where(audit.c.actor == who).values(actor="forgotten"))
        c.execute(sa.update(rules).where(rules.c.by == who).values(by="forgotten"))
        c.execute(sa.delete(notes).where(notes.c.key.startswith(f"{platform}/{account}/", autoescape=True)))
    c.execute(sa.update(identities).where(identities.c.person == person).values(platform=None, account=None, name=""))
    c.execute(sa.update(people).where(people.c.id == person).values(language=""))
