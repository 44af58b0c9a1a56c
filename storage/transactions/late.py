"""A picture that came after its job was given up: kept with the job, and its person told once. What it cost counts in any case."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.model import Generation, Job, State
from storage.prepared import Prepared
from storage.rows import job_of
from storage.schema import jobs
from storage.schema.columns import micros
from storage.schema.jobs import EMPTY
from storage.transactions.counters import Stake, decode_stakes, encode_stakes, move
from storage.transactions.draw import keep, record_call
from storage.transactions.finish import BUDGET, Locked, lock

_RECENT = 2_000  # jobs looked back at; it is asked once, at the start of a process
_GIVEN_UP = ("failed", "expired")

_OFFERED = Prepared(
    "UPDATE jobs SET ending = 'late', untold = 1, spent = spent + :micros, provider = :provider, model = :model, "
    "drawn = :now WHERE id = :job AND state = 'refunded' AND ending IN ('failed', 'expired') AND erased = 0 RETURNING id"
)
_IN_TIME = Prepared(
    "UPDATE jobs SET state = 'drawn', not_before = :now, spent = spent + :micros, provider = :provider, model = :model, "
    "drawn = :now WHERE id = :job AND state = 'accepted' AND erased = 0 RETURNING id"
)


_WASTED = Prepared("UPDATE jobs SET spent = spent + :micros WHERE id = :job RETURNING id")
_STAKES = Prepared("UPDATE jobs SET reservation = :reservation WHERE id = :job RETURNING id")
_BOOKED = Prepared("SELECT 1 FROM calls WHERE job = :job AND request_id = :request_id LIMIT 1")


def late(c: sa.Connection, job: int, generation: Generation, now: datetime) -> bool:
    """Keep the pictures where there are none: of a job given up they are an offer, of one that waits to be drawn its own.

    False: nobody waits for them.
    """
    was = lock(c, job)
    told = {"micros": generation.micros, "provider": generation.provider, "model": generation.model}
    values = {"job": job, "now": micros(now), **told}
    if was is None or not (_OFFERED.run(c, values) or _IN_TIME.run(c, values)):
        return False
    _book(c, was, generation, "late", now)
    for number, picture in enumerate(generation.pictures, 1):
        keep(c, job, number, picture)
    return True


def wasted(c: sa.Connection, job: int, generation: Generation, now: datetime) -> None:
    """Nothing came of it, or for a job that needs no picture any more: paid all the same, once a request of the provider's."""
    was = lock(c, job)
    known = generation.request_id and _BOOKED.run(c, {"job": job, "request_id": generation.request_id})
    if was is not None and not known:
        _WASTED.run(c, {"job": job, "micros": generation.micros})
        _book(c, was, generation, "wasted" if generation.pictures else EMPTY, now)


def _book(c: sa.Connection, was: Locked, generation: Generation, outcome: str, now: datetime) -> None:
    """The call; and of a job that has ended the money, which its end could not know of. Another job's end will count it."""
    record_call(c, was.id, generation, outcome, now)
    if not State(was.state).ended or not generation.micros:
        return
    stakes = decode_stakes(was.reservation)
    budget = [(stake.scope, stake.label, generation.micros, 0) for stake in stakes if stake.scope == BUDGET]
    move(c, budget, micros(now))
    _STAKES.run(c, {"job": was.id, "reservation": encode_stakes(_with(stake, generation.micros) for stake in stakes)})


def _with(stake: Stake, more: int) -> Stake:
    return Stake(stake.scope, stake.label, stake.amount + more) if stake.scope == BUDGET else stake


def unanswered(c: sa.Connection, since: datetime) -> list[Job]:
    """Jobs given up since then whose provider had named a job of its own: it may still be asked for the picture."""
    newest = sa.select(sa.func.coalesce(sa.func.max(jobs.c.id), 0)).scalar_subquery()
    given_up = sa.and_(jobs.c.state == "refunded", jobs.c.ending.in_(_GIVEN_UP), jobs.c.erased == 0)
    recent = sa.and_(jobs.c.id > newest - _RECENT, jobs.c.ended >= since, jobs.c.submission.is_not(None))
    rows = c.execute(sa.select(jobs).where(recent, given_up).order_by(jobs.c.id)).mappings()
    return [job_of(row) for row in rows]
