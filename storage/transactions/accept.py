"""Accepting an order: drop the duplicate, reserve against every rule, put it in the queue; all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.errors import Banned, NotAllowed
from bot.model import ChatKind, Fund, Job, Lane, State
from bot.ports import Accepted, Order
from bot.quota.rules import group_scope, person_scope
from storage.calendar import Zones
from storage.prepared import Prepared
from storage.rows import decode_settings, encode_request, job_of
from storage.schema import jobs, sources
from storage.schema.columns import instant, micros
from storage.transactions.bans import FOR_GOOD
from storage.transactions.counters import encode_stakes
from storage.transactions.house import House
from storage.transactions.ledger import entry
from storage.transactions.limits import bounds
from storage.transactions.pay import Paid, pay
from storage.transactions.reuse import recall

GROUP_WEIGHT = 8
"""A group is served like this many people."""

_LOOK = (
    "SELECT (SELECT id FROM jobs WHERE platform = :platform AND event = :event), "
    "(SELECT banned_until FROM people WHERE id = :person), (SELECT joined FROM people WHERE id = :person), "
    "(SELECT timezone FROM people WHERE id = :person), "
    "(SELECT settings FROM groups WHERE platform = :platform AND chat = :chat), "
    "(SELECT person FROM blocks WHERE platform = :platform AND chat = :chat AND person = :person), "
    "coalesce((SELECT min(vt) FROM jobs WHERE state = 'accepted' AND lane = :lane), (SELECT max(vt) FROM shares), 0)"
)
_STILL = (
    "WITH asking AS MATERIALIZED "
    "(SELECT id, banned_until, joined, timezone FROM people WHERE id = :person FOR KEY SHARE) "
)
_DOOR = Prepared(_LOOK, on_postgres=_STILL + _LOOK.replace("FROM people", "FROM asking"))
"""Nobody joins or parts who asks before their job is in the queue: see `standstill`."""
_SHARE = Prepared(
    "INSERT INTO shares AS t (key, vt) VALUES (:key, CAST(:floor AS BIGINT) + CAST(:cost AS BIGINT)) "
    "ON CONFLICT (key) DO UPDATE SET "
    "vt = CAST(:cost AS BIGINT) + CASE WHEN t.vt > :floor THEN t.vt ELSE CAST(:floor AS BIGINT) END RETURNING vt"
)
_NEW = (
    *("platform", "event", "chat", "chat_kind", "thread", "reply_to", "waiting", "hint", "person", "account", "name"),
    *("language", "prompt", "request", "count", "units", "estimate", "reservation", "state", "lane", "fund", "share"),
    *("vt", "not_before", "parent", "created"),
)
_VALUES = ", ".join(f":{name}" for name in _NEW)
_JOB = Prepared(f"INSERT INTO jobs ({', '.join(_NEW)}) VALUES ({_VALUES}) RETURNING id")  # noqa: S608  names only


@dataclass(frozen=True, slots=True)
class _Door:
    """What one look tells: who asks, where, and how the queue stands. `banned` in microseconds."""

    job: int | None
    banned: int | None
    joined: int | None
    zone: str | None
    settings: str | None
    blocked: int | None
    floor: int


def accept(c: sa.Connection, house: House, order: Order, now: datetime) -> Accepted:
    """Raises `QuotaExceeded`, `NotAllowed`, and `Rejection` (`queue.full`); then nothing was taken."""
    if recall(c, order.known, now) is not None:
        order = order.free()
    person = None if order.person is None else order.person.id
    lane = Lane.SLOW if order.fund is Fund.SLOW else order.lane
    asked = {
        "platform": order.chat.platform,
        "chat": order.chat.id,
        "event": order.event,
        "person": -1 if person is None else person,
        "lane": int(lane),
    }
    door = _Door(*_DOOR.run(c, asked)[0])
    if door.job is not None:
        row = c.execute(sa.select(jobs).where(jobs.c.id == door.job)).mappings().one()
        return Accepted(job_of(row), fresh=False)
    if door.joined is not None and order.person is not None:  # linked a moment ago: who asks is somebody else now
        return accept(c, house, replace(order, person=replace(order.person, id=door.joined)), now)
    if door.banned is not None and door.banned > micros(now):
        until = instant(door.banned)
        raise Banned(None if until >= FOR_GOOD else until)
    if door.blocked is not None:
        raise NotAllowed("person.blocked")
    group = None if door.settings is None else decode_settings(door.settings).timezone
    zones = Zones(door.zone or order.timezone, group or house.timezone, house.timezone)
    held_by = bounds(c, person, order.chat, defaults=order.defaults, zones=zones, now=now)
    paid = pay(c, house, order, held_by)
    turn = _take_turn(c, order, person, door.floor, max(1, paid.price.units))
    return Accepted(_enqueue(c, order, paid, lane=lane, turn=turn, now=now), fresh=True, near=paid.near)


def _take_turn(c: sa.Connection, order: Order, person: int | None, floor: int, cost: int) -> tuple[str, int]:
    """Start-time fair queueing: who had little so far comes first, and nobody saves up turns. Returns share and turn."""
    turns: dict[str, int] = {}
    if order.chat.kind is ChatKind.GROUP:
        turns[group_scope(order.chat)] = cost
    if person is not None or not turns:
        turns[str(order.chat) if person is None else person_scope(person)] = cost * GROUP_WEIGHT
    vt = max(_SHARE.run(c, {"key": key, "floor": floor, "cost": turns[key]})[0][0] for key in sorted(turns))
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
        "not_before": micros(now + timedelta(seconds=order.hold)),
        "parent": order.parent,
        "created": micros(now),
    }
    job = _accepted(_JOB.run(c, values)[0][0], order, paid, lane=lane, now=now)
    price = paid.price
    entry(c, job.id, "reserve", person=job.person, units=price.units, micros=price.micros, fund=paid.fund, at=now)
    if order.request.references:
        digests = sorted(set(order.request.references))
        c.execute(sa.insert(sources), [{"digest": digest, "job": job.id} for digest in digests])
    return job


def _accepted(number: int, order: Order, paid: Paid, *, lane: Lane, now: datetime) -> Job:
    return Job(
        id=number,
        person=None if order.person is None else order.person.id,
        identity=order.sender,
        address=order.address,
        language=order.language,
        request=order.request,
        units=paid.price.units,
        state=State.ACCEPTED,
        lane=lane,
        fund=paid.fund,
        created=now,
        parent=order.parent,
    )
