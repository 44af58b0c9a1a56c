"""Who pays for an order: the calendar allowance, else a pack; and when nobody can, which rule says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import sqlalchemy as sa

from bot.errors import QuotaExceeded, Rejection
from bot.model import Fund, Price, ScopeKind, Usage, WindowKind
from bot.ports import Order
from bot.quota.rules import blocking, crossed
from storage.schema import packs
from storage.schema.columns import micros
from storage.transactions.counters import QUEUE, Reserved, Stake, release, reserve
from storage.transactions.house import House
from storage.transactions.limits import Bounds, balance, quota, stakes

_PERSONAL = frozenset({ScopeKind.PERSON, ScopeKind.MEMBER})


@dataclass(frozen=True, slots=True)
class Paid:
    """What an order is reserved from. `near`: the rule that it took over its last fifth, with what is left."""

    fund: Fund
    price: Price
    stakes: Sequence[Stake]
    near: Usage | None = None


def pay(c: sa.Connection, house: House, order: Order, held_by: Bounds) -> Paid:
    """Reserve. Raises `QuotaExceeded`, or `Rejection` (`queue.full`, `pack.empty`)."""
    price = Price(0, 0) if order.fund is Fund.REUSED else order.price
    paid, result = _try(c, house, order, held_by, Paid(order.fund, price, ()))
    allowance = result
    if result.full and _pack_may_pay(c, order, held_by, result.full):
        release(c, result.held, micros(held_by.now))
        paid, result = _try(c, house, order, held_by, Paid(Fund.PACK, price, ()))
    if result.full:
        _refuse(c, house, order, held_by, result)
    if paid.fund is Fund.PACK and not add_to_pack(c, held_by.person, -price.units):
        if allowance.full:  # another order was quicker: the pack is empty, and the allowance says no as before
            _refuse(c, house, order, held_by, replace(allowance, held=result.held))
        raise Rejection("pack.empty", units=price.units)
    return replace(paid, near=_near(house, held_by, order, result)) if paid.fund is Fund.ALLOWANCE else paid


def _near(house: House, held_by: Bounds, order: Order, reserved: Reserved) -> Usage | None:
    for rule in held_by.rules:
        if rule.kind is ScopeKind.BUDGET:
            continue
        span = house.calendar.span(rule.limit.window, held_by.now, held_by.zones.of(rule.kind))
        usage = Usage(rule, span.window, *reserved.used.get((rule.scope, span.label), (0, 0)))
        if crossed(usage, order.price.units):
            return usage if usage.left else None
    return None


def _try(c: sa.Connection, house: House, order: Order, held_by: Bounds, paid: Paid) -> tuple[Paid, Reserved]:
    free_of = _PERSONAL if paid.fund in {Fund.PACK, Fund.SLOW} else frozenset[ScopeKind]()
    found = stakes(house, held_by, paid.price, order.cap, free_of)
    return Paid(paid.fund, paid.price, found), reserve(c, found, micros(held_by.now))


def _pack_may_pay(c: sa.Connection, order: Order, held_by: Bounds, full: Sequence[Stake]) -> bool:
    """Whether only the person's own days and months are used up, and bought units cover it all."""
    own = {rule.scope for rule in held_by.rules if rule.kind in _PERSONAL}
    return (
        order.fund is Fund.ALLOWANCE
        and all(stake.scope in own and not stake.label.endswith("Z") for stake in full)
        and balance(c, held_by.person) >= order.price.units
    )


def _refuse(c: sa.Connection, house: House, order: Order, held_by: Bounds, result: Reserved) -> NoReturn:
    if any(stake.scope.startswith(f"{QUEUE}:") for stake in result.full):
        raise Rejection("queue.full", cap=order.cap)
    release(c, result.held, micros(held_by.now))
    known = quota(c, house, held_by)
    full = {(stake.scope, stake.label) for stake in result.full}
    stopping = [
        usage
        for usage in known.usages
        if (usage.rule.scope, _label(house, held_by, usage.rule.kind, usage.rule.limit.window)) in full
    ]
    usage = blocking(stopping, order.price) or max(stopping, key=lambda found: found.window.ends)
    raise QuotaExceeded(usage, known, order.price.units)


def _label(house: House, held_by: Bounds, kind: ScopeKind, window: WindowKind) -> str:
    return house.calendar.span(window, held_by.now, held_by.zones.of(kind)).label


def add_to_pack(c: sa.Connection, person: int | None, units: int) -> bool:
    """Change somebody's bought units; False, and no change, where that would make them negative."""
    if units < 0:
        spent = c.execute(
            sa.update(packs)
            .where(packs.c.person == person, packs.c.balance + units >= 0)
            .values(balance=packs.c.balance + units)
        )
        return spent.rowcount == 1
    c.execute(
        sa.text(
            "INSERT INTO packs AS t (person, balance) VALUES (:person, :units) "
            "ON CONFLICT (person) DO UPDATE SET balance = t.balance + excluded.balance"
        ),
        {"person": person, "units": units},
    )
    return True
