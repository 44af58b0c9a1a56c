"""Questions to a language model: how many somebody may ask, and what they cost, counted with the money for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Limit
from bot.ports import Bill
from storage.schema import calls
from storage.schema.columns import micros
from storage.transactions.counters import Stake, move, release, reserve
from storage.transactions.finish import BUDGET
from storage.transactions.house import House

NO_JOB = 0
"""A call that no job was drawn by."""

WORDING = "wording"


def admit(
    c: sa.Connection, house: House, who: str, limits: Sequence[Limit], *, budget: Sequence[Limit], now: datetime
) -> bool:
    """Count one question where there is room for it and a micro-dollar is left; nothing stays held, whoever dies meanwhile."""
    scope = f"{WORDING}:{who}"
    own = [Stake(scope, _label(house, limit, now), 1, limit.amount) for limit in limits]
    money = [Stake(BUDGET, _label(house, limit, now), 1, limit.amount) for limit in budget]
    result = reserve(c, [*own, *money], micros(now))
    if result.full:
        release(c, result.held, micros(now))
        return False
    release(c, money, micros(now))
    move(c, [(stake.scope, stake.label, 0, -1) for stake in own], micros(now))
    return True


def pay(c: sa.Connection, house: House, bill: Bill, budget: Sequence[Limit], now: datetime) -> None:
    row = {
        "job": NO_JOB,
        "provider": bill.provider,
        "model": bill.model,
        "outcome": WORDING,
        "micros": bill.micros,
        "tokens": bill.tokens,
        "milliseconds": round(bill.seconds * 1000),
        "request_id": "",
        "at": now,
    }
    c.execute(sa.insert(calls).values(row))
    move(c, [(BUDGET, _label(house, limit, now), bill.micros, 0) for limit in budget], micros(now))


def _label(house: House, limit: Limit, now: datetime) -> str:
    return house.calendar.span(limit.window, now, house.timezone).label
