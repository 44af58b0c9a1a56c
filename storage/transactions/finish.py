"""The ends of a job's life: each settles or refunds what was reserved, once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import Ending, Fund, Job, State
from storage.prepared import Prepared
from storage.rows import TAKEN_OVER, job_of
from storage.schema import jobs
from storage.schema.columns import micros
from storage.transactions.counters import NOW, Stake, decode_stakes, encode_stakes, move
from storage.transactions.ledger import entry
from storage.transactions.pay import add_to_pack

BUDGET = "budget"

_LOCKED = (
    *("id", "platform", "chat", "person", "owner", "state", "fund"),
    *("count", "units", "spent", "reservation", "erased", "provider", "waiting"),
)
_LOCK = f"SELECT {', '.join(_LOCKED)} FROM jobs WHERE id = :job"  # noqa: S608  names only
_JOB = Prepared(_LOCK, on_postgres=f"{_LOCK} FOR UPDATE")
_CAME = Prepared("SELECT count(*) FROM pictures WHERE job = :job")
_END = Prepared(
    "UPDATE jobs SET state = :state, ending = :ending, reason = :reason, reservation = :reservation, ended = :ended, "
    "untold = :untold, owner = NULL, lease = NULL WHERE id = :job AND state = :was RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Locked:
    """A job that nobody else can end before this transaction does."""

    id: int
    platform: str
    chat: str
    person: int | None
    owner: str | None
    state: str
    fund: str
    count: int
    units: int
    spent: int
    reservation: str
    erased: int
    provider: str
    waiting: str | None


def lock(c: sa.Connection, job: int) -> Locked | None:
    rows = _JOB.run(c, {"job": job})
    return Locked(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class End:
    """REFUNDED gives everything back; DELIVERED and WAITING settle the pictures that came.

    `untold`: nobody has said it to the person.
    """

    state: State
    ending: Ending
    reason: str = ""
    untold: bool = False


def finish(c: sa.Connection, owner: str, job: int, *, states: Collection[State], end: End, now: datetime) -> Locked:
    """End a job that this owner holds; return it as it was. Raises `LeaseLost`."""
    row = lock(c, job)
    if row is None or row.owner != owner or row.state not in states:
        raise LeaseLost(f"job {job} is not ours any more")
    close(c, row, end, now)
    return row


def cancel(c: sa.Connection, job: int, person: int, now: datetime) -> Job | None:
    """Refund a job of this person that is queued or being drawn."""
    row = lock(c, job)
    if row is None or row.person != person or row.state not in {State.ACCEPTED, State.DRAWING}:
        return None
    close(c, row, End(State.REFUNDED, Ending.CANCELLED), now)
    return job_of(c.execute(sa.select(jobs).where(jobs.c.id == job)).mappings().one())


def close(c: sa.Connection, row: Locked, end: End, now: datetime) -> None:
    """Move a locked, unfinished job to its end, and its reservation with it."""
    settled = 0 if end.state is State.REFUNDED else _settled(c, row)
    stakes = decode_stakes(row.reservation)
    kept = [
        Stake(stake.scope, stake.label, final)
        for stake in stakes
        if (final := _final(stake, row, settled)) or stake.scope == BUDGET  # what comes late may have cost something
    ]
    _END.run(
        c,
        {
            "job": row.id,
            "was": row.state,
            "state": end.state.value,
            "ending": end.ending.value,
            "reason": end.reason[:500],
            "reservation": encode_stakes(kept),
            "ended": micros(now),
            "untold": int(end.untold),
        },
    )
    move(
        c,
        [(stake.scope, stake.label, _final(stake, row, settled) - stake.amount, -stake.amount) for stake in stakes],
        micros(now),
    )
    _book(c, row, end, settled, now)


def _settled(c: sa.Connection, row: Locked) -> int:
    """Units of the pictures that came: fewer than asked for cost less, and what an earlier job drew costs nothing."""
    if row.provider == TAKEN_OVER:
        return 0
    came: int = _CAME.run(c, {"job": row.id})[0][0]
    return min(row.units, row.units * came // row.count)


def _final(stake: Stake, row: Locked, settled: int) -> int:
    """What a reservation ends as. Money counts as it was really spent, picture or not."""
    if stake.scope == BUDGET:
        return row.spent
    return 0 if stake.label == NOW else settled


def _book(c: sa.Connection, row: Locked, end: End, settled: int, now: datetime) -> None:
    fund, units = Fund(row.fund), row.units
    if end.state is not State.REFUNDED:
        entry(c, row.id, "settle", person=row.person, units=settled, micros=row.spent, fund=fund, at=now)
    if end.state is State.REFUNDED or settled < units:
        spent = row.spent if end.state is State.REFUNDED else 0
        entry(
            c,
            row.id,
            "refund",
            person=row.person,
            units=units - settled,
            micros=spent,
            fund=fund,
            at=now,
            reason=end.ending.value,
        )
        if fund is Fund.PACK:
            add_to_pack(c, row.person, units - settled)
