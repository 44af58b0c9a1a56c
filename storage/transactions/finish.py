"""The ends of a job's life: each settles or refunds what was reserved, once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import Ending, Fund, Job, State
from storage.rows import job_of
from storage.schema import jobs, pictures
from storage.schema.columns import micros
from storage.transactions.counters import NOW, Stake, decode_stakes, encode_stakes, move
from storage.transactions.ledger import entry
from storage.transactions.pay import add_to_pack

BUDGET = "budget"

_JOB = sa.select(jobs).where(jobs.c.id == sa.bindparam("job")).with_for_update()
_DRAWN = sa.select(sa.func.count()).select_from(pictures).where(pictures.c.job == sa.bindparam("job"))
_END = (
    sa.update(jobs)
    .where(jobs.c.id == sa.bindparam("job"), jobs.c.state == sa.bindparam("was"))
    .values(
        state=sa.bindparam("state"),
        ending=sa.bindparam("ending"),
        reason=sa.bindparam("reason"),
        reservation=sa.bindparam("reservation"),
        ended=sa.bindparam("ended"),
        untold=sa.bindparam("untold"),
        owner=None,
        lease=None,
    )
)


@dataclass(frozen=True, slots=True)
class End:
    """REFUNDED gives everything back; DELIVERED and WAITING settle the pictures that came.

    `untold`: nobody has said it to the person.
    """

    state: State
    ending: Ending
    reason: str = ""
    untold: bool = False


def finish(c: sa.Connection, owner: str, job: int, *, states: Collection[State], end: End, now: datetime) -> None:
    """End a job that this owner holds. Raises `LeaseLost`."""
    row = c.execute(_JOB, {"job": job}).mappings().one_or_none()
    if row is None or row["owner"] != owner or row["state"] not in states:
        raise LeaseLost(f"job {job} is not ours any more")
    close(c, row, end, now)


def cancel(c: sa.Connection, job: int, person: int, now: datetime) -> Job | None:
    """Refund a job of this person that is queued or being drawn."""
    row = c.execute(_JOB, {"job": job}).mappings().one_or_none()
    if row is None or row["person"] != person or row["state"] not in {State.ACCEPTED, State.DRAWING}:
        return None
    close(c, row, End(State.REFUNDED, Ending.CANCELLED), now)
    return job_of(c.execute(_JOB, {"job": job}).mappings().one())


def close(c: sa.Connection, row: sa.RowMapping, end: End, now: datetime) -> None:
    """Move a locked, unfinished job to its end, and its reservation with it."""
    settled = 0 if end.state is State.REFUNDED else _settled(c, row)
    stakes = decode_stakes(row["reservation"])
    kept = [Stake(stake.scope, stake.label, final) for stake in stakes if (final := _final(stake, row, settled))]
    c.execute(
        _END,
        {
            "job": row["id"],
            "was": row["state"],
            "state": end.state.value,
            "ending": end.ending.value,
            "reason": end.reason[:500],
            "reservation": encode_stakes(kept),
            "ended": now,
            "untold": int(end.untold),
        },
    )
    move(
        c,
        [(stake.scope, stake.label, _final(stake, row, settled) - stake.amount, -stake.amount) for stake in stakes],
        micros(now),
    )
    _book(c, row, end, settled, now)


def _settled(c: sa.Connection, row: sa.RowMapping) -> int:
    """Units of the pictures that came: fewer than asked for cost less."""
    came = c.execute(_DRAWN, {"job": row["id"]}).scalar_one()
    return min(int(row["units"]), int(row["units"]) * came // int(row["count"]))


def _final(stake: Stake, row: sa.RowMapping, settled: int) -> int:
    """What a reservation ends as. Money counts as it was really spent, picture or not."""
    if stake.scope == BUDGET:
        return int(row["spent"])
    return 0 if stake.label == NOW else settled


def _book(c: sa.Connection, row: sa.RowMapping, end: End, settled: int, now: datetime) -> None:
    fund, units = Fund(row["fund"]), row["units"]
    if end.state is not State.REFUNDED:
        entry(c, row["id"], "settle", person=row["person"], units=settled, micros=row["spent"], fund=fund, at=now)
    if end.state is State.REFUNDED or settled < units:
        spent = row["spent"] if end.state is State.REFUNDED else 0
        entry(
            c,
            row["id"],
            "refund",
            person=row["person"],
            units=units - settled,
            micros=spent,
            fund=fund,
            at=now,
            reason=end.ending.value,
        )
        if fund is Fund.PACK:
            add_to_pack(c, row["person"], units - settled)
