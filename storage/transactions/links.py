"""Two accounts turn out to be one person, or part again; neither gives anybody a second allowance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, ChatKind, Identity, Limit, ScopeKind
from bot.quota.rules import member_scope, person_scope
from storage.schema import blocks, counters, identities, jobs, ledger, packs, people, rules, strikes
from storage.transactions import codes
from storage.transactions.counters import QUEUE
from storage.transactions.house import House
from storage.transactions.moves import move_scope
from storage.transactions.pay import add_to_pack
from storage.transactions.people import keyed
from storage.transactions.restraints import follow


def redeem(c: sa.Connection, person: int, hashed: str, now: datetime) -> int | None:
    """Join whoever offered this code with `person`. None: no such code; it is counted as a wrong try."""
    offered = codes.redeem(c, "link", f"person:{person}", hashed, now=now)
    return None if offered is None else join(c, int(offered), person)


def join(c: sa.Connection, one: int, other: int) -> int:
    """Make one person of two; return who is both now: the one known longer."""
    keep, gone = min(one, other), max(one, other)
    both = c.execute(
        sa.select(people.c.id, people.c.banned_until)
        .where(people.c.id.in_([keep, gone]))
        .order_by(people.c.id)
        .with_for_update()
    ).all()
    if len(both) < 2:
        return keep
    among = jobs.c.person == gone
    for old, new in _scopes(c, gone, keep):
        move_scope(c, old, new, among)
    _join_packs(c, keep, gone)
    for table in (identities, jobs, ledger, strikes):
        c.execute(sa.update(table).where(table.c.person == gone).values(person=keep))
    _join_blocks(c, keep, gone)
    banned = max((row.banned_until for row in both if row.banned_until), default=None)
    c.execute(sa.update(people).where(people.c.id == keep).values(banned_until=banned))
    c.execute(sa.update(people).where(sa.or_(people.c.id == gone, people.c.joined == gone)).values(joined=keep))
    return keep


def _scopes(c: sa.Connection, gone: int, keep: int) -> list[tuple[str, str]]:
    """Every counter of the one that is gone, and whose it becomes."""
    old, new = person_scope(gone), person_scope(keep)
    found = [(old, new), (f"{QUEUE}:{old}", f"{QUEUE}:{new}")]
    found += [(member_scope(chat, gone), member_scope(chat, keep)) for chat in _groups(c, gone)]
    exceptions = c.execute(
        sa.select(rules.c.scope).where(rules.c.scope.like("member:%"), rules.c.scope.like(f"%:{gone}")).distinct()
    ).scalars()
    for scope in exceptions:
        pair = (scope, f"{scope.rpartition(':')[0]}:{keep}")
        if pair not in found:
            found.append(pair)
    return sorted(found)


def _groups(c: sa.Connection, person: int) -> list[Chat]:
    rows = c.execute(
        sa.select(jobs.c.platform, jobs.c.chat)
        .where(jobs.c.person == person, jobs.c.chat_kind == ChatKind.GROUP.value)
        .distinct()
        .order_by(jobs.c.platform, jobs.c.chat)
    )
    return [Chat(platform, chat, ChatKind.GROUP) for platform, chat in rows]


def _join_packs(c: sa.Connection, keep: int, gone: int) -> None:
    balance = c.execute(sa.select(packs.c.balance).where(packs.c.person == gone)).scalar() or 0
    c.execute(sa.delete(packs).where(packs.c.person == gone))
    add_to_pack(c, keep, balance)


def _join_blocks(c: sa.Connection, keep: int, gone: int) -> None:
    already = sa.alias(blocks)
    same = sa.exists().where(
        already.c.platform == blocks.c.platform, already.c.chat == blocks.c.chat, already.c.person == keep
    )
    c.execute(sa.update(blocks).where(blocks.c.person == gone, ~same).values(person=keep))
    c.execute(sa.delete(blocks).where(blocks.c.person == gone))


# ── parting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def part(
    c: sa.Connection,
    house: House,
    identity: Identity,
    defaults: Mapping[ScopeKind, Sequence[Limit]],
    now: datetime,
) -> bool:
    """Make an account a person of its own, with its own history, the use of this window, and what holds it back.

    Packs stay behind.
    """
    key = keyed(house.secret, identity)
    owner = c.execute(sa.select(identities.c.person).where(identities.c.key == key)).scalar_one_or_none()
    if owner is None:
        return False
    others = c.execute(
        sa.select(identities.c.key).where(identities.c.person == owner, identities.c.key != key).limit(1)
    ).first()
    if others is None:
        return False
    new = _twin(c, owner, key, now)
    theirs = sa.and_(jobs.c.person == owner, jobs.c.platform == identity.platform, jobs.c.account == identity.account)
    scopes = [(person_scope(owner), person_scope(new))]
    scopes += [(member_scope(chat, owner), member_scope(chat, new)) for chat in _groups(c, owner)]
    for old, copied in scopes:
        _carry(c, old, copied)
    follow(c, owner, new, defaults, now)
    c.execute(sa.update(identities).where(identities.c.key == key).values(person=new))
    c.execute(sa.update(jobs).where(theirs).values(person=new))
    return True


def _twin(c: sa.Connection, owner: int, key: str, now: datetime) -> int:
    row = c.execute(sa.select(people).where(people.c.id == owner).with_for_update()).mappings().one()
    copied = {name: row[name] for name in ("language", "timezone", "banned_until")}
    fresh = {**copied, "key": f"{key}/new", "created": now}
    new: int = c.execute(sa.insert(people).returning(people.c.id), fresh).scalar_one()
    c.execute(sa.update(people).where(people.c.id == new).values(key=f"{key}/{new}"))
    return new


def _carry(c: sa.Connection, old: str, new: str) -> None:
    rows = c.execute(sa.select(counters).where(counters.c.scope == old)).all()
    if rows:
        c.execute(
            sa.insert(counters),
            [
                {"scope": new, "window": row.window, "used": row.used, "held": 0, "carried": row.used, "at": row.at}
                for row in rows
            ],
        )
