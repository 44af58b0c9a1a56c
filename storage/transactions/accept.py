"""Accepting an order: drop the duplicate, reserve against every rule, put it in the queue; all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.errors import NotAllowed
from bot.model import ChatKind, Fund, Job, Lane, State
from bot.ports import Accepted, Order
from bot.quota.rules import group_scope, person_scope
from storage.calendar import Zones
from storage.rows import decode_settings, encode_request, job_of
from storage.schema import blocks, groups, jobs, people, shares, sources
from storage.transactions.counters import encode_stakes
from storage.transactions.house import House
from storage.transactions.ledger import entry
from storage.transactions.limits import bounds
from storage.transactions.pay import Paid, pay

GROUP_WEIGHT = 8
"""A group is served like this many people."""

_queued = jobs.alias("queued")
_DOOR = sa.select(
    sa.select(jobs.c.id)
    .where(jobs.c.platform == sa.bindparam("platform"), jobs.c.event == sa.bindparam("event"))
    .scalar_subquery()
    .label("job"),
    sa.select(people.c.banned_until).where(people.c.id == sa.bindparam("person")).scalar_subquery().label("banned"),
    sa.select(people.c.joined).where(people.c.id == sa.bindparam("person")).scalar_subquery().label("joined"),
    sa.select(people.c.timezone).where(people.c.id == sa.bindparam("person")).scalar_subquery().label("zone"),
    sa.select(groups.c.settings)
    .where(groups.c.platform == sa.bindparam("platform"), groups.c.chat == sa.bindparam("chat"))
    .scalar_subquery()
    .label("settings"),
    sa.select(blocks.c.person)
    .where(
        blocks.c.platform == sa.bindparam("platform"),
        blocks.c.chat == sa.bindparam("chat"),
        blocks.c.person == sa.bindparam("person"),
    )
    .scalar_subquery()
    .label("blocked"),
    sa.func.coalesce(
        sa.select(sa.func.min(_queued.c.vt))
        .where(sa.text("queued.state = 'accepted'"), _queued.c.lane == sa.bindparam("lane"))
        .scalar_subquery(),
        sa.select(sa.func.max(shares.c.vt)).scalar_subquery(),
        0,
    ).label("floor"),
)
_SHARE = sa.text(
    "INSERT INTO shares AS t (key, vt) VALUES (:key, :floor + :cost) ON CONFLICT (key) DO UPDATE SET "
    "vt = :cost + CASE WHEN t.vt > :floor THEN t.vt ELSE :floor END RETURNING vt"
).bindparams(sa.bindparam("floor", type_=sa.BigInteger), sa.bindparam("cost", type_=sa.BigInteger))
_JOB = sa.insert(jobs).returning(jobs)


def accept(c: sa.Connection, house: House, order: Order, now: datetime) -> Accepted:
    """Raises `QuotaExceeded`, `NotAllowed`, and `Rejection` (`queue.full`); then nothing was taken."""
    person = None if order.person is None else order.person.id
    lane = Lane.SLOW if order.fund is Fund.SLOW else order.lane
    door = c.execute(
        _DOOR,
        {
            "platform": order.chat.platform,
            "chat": order.chat.id,
            "event": order.event,
            "person": -1 if person is None else person,
            "lane": int(lane),
        },
    ).one()
    if door.job is not None:
        row = c.execute(sa.select(jobs).where(jobs.c.id == door.job)).mappings().one()
        return Accepted(job_of(row), fresh=False)
    if door.joined is not None and order.person is not None:  # linked a moment ago: who asks is somebody else now
        return accept(c, house, replace(order, person=replace(order.person, id=door.joined)), now)
    if door.banned is not None and door.banned > now:
        raise NotAllowed("person.banned", until=door.banned.isoformat(timespec="minutes"))
    if door.blocked is not None:
        raise NotAllowed("person.blocked")
    group = None if door.settings is None else decode_settings(door.settings).timezone
    zones = Zones(door.zone or order.timezone, group or house.timezone, house.timezone)
    held_by = bounds(c, person, order.chat, defaults=order.defaults, zones=zones, now=now)
    paid = pay(c, house, order, held_by)
    turn = _take_turn(c, order, person, door.floor, max(1, paid.price.units))
    return Accepted(_enqueue(c, order, paid, lane=lane, turn=turn, now=now), fresh=True)


def _take_turn(c: sa.Connection, order: Order, person: int | None, floor: int, cost: int) -> tuple[str, int]:
    """Start-time fair queueing: who had little so far comes first, and nobody saves up turns. Returns share and turn."""
    turns: dict[str, int] = {}
    if order.chat.kind is ChatKind.GROUP:
        turns[group_scope(order.chat)] = cost
    if person is not None or not turns:
        turns[str(order.chat) if person is None else person_scope(person)] = cost * GROUP_WEIGHT
    vt = max(c.execute(_SHARE, {"key": key, "floor": floor, "cost": turns[key]}).scalar_one() for key in sorted(turns))
    return list(turns)[-1], vt


def _enqueue(c: sa.Connection, order: Order, paid: Paid, *, lane: Lane, turn: tuple[str, int], now: datetime) -> Job:
    address, sender = order.address, order.sender
    values: dict[str, Any] = {
        "platform": order.chat.platform,
        "event": order.event,
        "chat": order.chat.id,
        "chat_kind": order.chat.kind.value,
        "thread": address.thread,
        "reply_to": address.reply_to,
        "waiting": address.waiting,
        "hint": address.hint,
        "person": None if order.person is None else order.person.id,
        "account": None if sender is None else sender.account,
        "name": "" if sender is None else sender.name,
        "language": order.language,
        "prompt": order.request.prompt,
        "request": encode_request(order.request),
        "count": order.request.count,
        "units": paid.price.units,
        "estimate": paid.price.micros,
        "reservation": encode_stakes(paid.stakes),
        "state": State.ACCEPTED.value,
        "lane": int(lane),
        "fund": paid.fund.value,
        "share": turn[0],
        "vt": turn[1],
        "not_before": now,
        "parent": order.parent,
        "created": now,
    }
    job = job_of(c.execute(_JOB, values).mappings().one())
    price = paid.price
    entry(c, job.id, "reserve", person=job.person, units=price.units, micros=price.micros, fund=paid.fund, at=now)
    if order.request.references:
        digests = sorted(set(order.request.references))
        c.execute(sa.insert(sources), [{"digest": digest, "job": job.id} for digest in digests])
    return job
