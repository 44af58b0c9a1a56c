"""An order corrected while it still waits: another one takes its place, or everything stays as it was."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import sqlalchemy as sa

from bot.model import Ending, State
from bot.ports import Accepted, Order
from storage.schema import jobs
from storage.transactions.accept import accept
from storage.transactions.finish import End, close, lock
from storage.transactions.house import House
from storage.transactions.standstill import current

_CORRECTED = End(State.REFUNDED, Ending.CANCELLED, "corrected")


def replace(c: sa.Connection, house: House, job: int, order: Order, now: datetime) -> Accepted | None:
    """The new job keeps the old one's turn and its waiting message. None: the old one does not wait any more.

    Raises what `accept` raises, and then the whole transaction is undone.
    """
    again = sa.and_(jobs.c.platform == order.chat.platform, jobs.c.event == order.event)
    if c.execute(sa.select(jobs.c.id).where(again)).first() is not None:
        return accept(c, house, order, now)
    person = None if order.person is None else current(c, order.person.id)
    row = lock(c, job)
    if row is None or row.person != person or row.state != State.ACCEPTED:
        return None
    old = c.execute(sa.select(jobs.c.waiting, jobs.c.vt, jobs.c.attempts).where(jobs.c.id == job)).one()
    if old.attempts:  # it was drawn at before and may be paid for already
        return None
    close(c, row, _CORRECTED, now)
    address = dataclasses.replace(order.address, waiting=old.waiting)
    accepted = accept(c, house, dataclasses.replace(order, address=address), now)
    c.execute(sa.update(jobs).where(jobs.c.id == accepted.job.id).values(vt=old.vt))
    return accepted
