"""People and groups as an operator sees them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import Chat, ChatKind, GroupSettings, Identity, Limit, Person, Rule, ScopeKind, WindowKind
from bot.ports import Account
from storage.rows import decode_settings, person_of
from storage.schema import groups, identities, jobs, packs, people, rules, silent
from storage.transactions.limits import OFF

_KINDS = {
    "person": ScopeKind.PERSON,
    "member": ScopeKind.MEMBER,
    "group": ScopeKind.GROUP,
    "ceiling": ScopeKind.GROUP,
}


def accounts(c: sa.Connection, count: int, before: int | None) -> list[Account]:
    asked = sa.select(people).where(people.c.joined.is_(None)).order_by(people.c.id.desc()).limit(count)
    if before is not None:
        asked = asked.where(people.c.id < before)
    return _accounts(c, [person_of(row) for row in c.execute(asked).mappings()])


def named(c: sa.Connection, word: str) -> list[Account]:
    """Whoever `#7`, `telegram:12345` or `@ann` may mean; of joined people the one they are now."""
    if word.startswith("#"):
        which = people.c.id == (int(word[1:]) if word[1:].isdecimal() and len(word) < 19 else -1)
    else:
        ids = sa.select(identities.c.person).where(_called(word))
        which = people.c.id.in_(ids)
    found = [row.joined or row.id for row in c.execute(sa.select(people.c.id, people.c.joined).where(which))]
    asked = sa.select(people).where(people.c.id.in_(found)).order_by(people.c.id)
    return _accounts(c, [person_of(row) for row in c.execute(asked).mappings()])


def _called(word: str) -> sa.ColumnElement[bool]:
    """By account where a platform is named, by the name last seen (with or without @) everywhere."""
    platform, colon, account = word.partition(":")
    plain = (account if colon else word).removeprefix("@").lower()
    name = sa.func.lower(identities.c.name).in_([plain, f"@{plain}"])
    if not colon:
        return name
    return sa.and_(identities.c.platform == platform, sa.or_(identities.c.account == account, name))


def _accounts(c: sa.Connection, found: Sequence[Person]) -> list[Account]:
    ids = [person.id for person in found]
    known = _identities(c, ids)
    balances = {row.person: row.balance for row in c.execute(sa.select(packs).where(packs.c.person.in_(ids)))}
    asked_for = {
        row.person: row
        for row in c.execute(
            sa.select(jobs.c.person, sa.func.count().label("number"), sa.func.max(jobs.c.created).label("last"))
            .where(jobs.c.person.in_(ids))
            .group_by(jobs.c.person)
        )
    }
    return [
        Account(
            person,
            tuple(known.get(person.id, ())),
            balances.get(person.id, 0),
            asked_for[person.id].number if person.id in asked_for else 0,
            asked_for[person.id].last if person.id in asked_for else None,
        )
        for person in found
    ]


def _identities(c: sa.Connection, ids: Sequence[int]) -> dict[int, list[Identity]]:
    found: dict[int, list[Identity]] = {}
    rows = c.execute(
        sa.select(identities)
        .where(identities.c.person.in_(ids), identities.c.account.is_not(None))
        .order_by(identities.c.created)
    )
    for row in rows:
        found.setdefault(row.person, []).append(Identity(row.platform, row.account, row.name))
    return found


def overrides(c: sa.Connection) -> list[Rule]:
    rows = c.execute(sa.select(rules).where(rules.c.window != OFF).order_by(rules.c.scope, rules.c.window))
    return [
        Rule(row.scope, _KINDS[row.scope.split(":")[0]], Limit(row.amount, WindowKind(row.window)), row.by)
        for row in rows
    ]


def freed(c: sa.Connection) -> list[tuple[str, str]]:
    rows = c.execute(sa.select(rules.c.scope, rules.c.by).where(rules.c.window == OFF).order_by(rules.c.scope))
    return [(row.scope, row.by) for row in rows]


def all_groups(c: sa.Connection) -> list[tuple[Chat, GroupSettings]]:
    rows = c.execute(sa.select(groups).order_by(groups.c.platform, groups.c.chat))
    return [
        (Chat(row.platform, row.chat, ChatKind.GROUP, title=row.title), decode_settings(row.settings)) for row in rows
    ]


def reachable(c: sa.Connection, platform: str) -> list[Chat]:
    """Who asks again after being lost let us in again."""
    here = sa.and_(silent.c.platform == platform, silent.c.chat == jobs.c.chat)
    lost = sa.exists().where(here, silent.c.since >= jobs.c.created)
    rows = c.execute(
        sa.select(jobs.c.chat, jobs.c.chat_kind)
        .where(jobs.c.platform == platform, jobs.c.chat != "", ~lost)
        .distinct()
        .order_by(jobs.c.chat)
    )
    return [Chat(platform, chat, ChatKind(kind)) for chat, kind in rows]
