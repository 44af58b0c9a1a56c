"""Which rules hold for whom, read in the same transaction that spends, and how far each is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa

from bot.model import Chat, ChatKind, Limit, Price, Quota, Rule, ScopeKind, Usage, WindowKind
from bot.quota.rules import group_scope, member_scope, person_scope, rules_for, scopes
from storage.calendar import Zones
from storage.prepared import Prepared
from storage.schema import packs
from storage.transactions.counters import NOW, QUEUE, Stake
from storage.transactions.house import House

OFF = "off"
"""The window of a row that says: nothing limits this scope."""

_RULES = Prepared(
    'SELECT scope, "window", amount, by FROM rules WHERE scope IN (:person, :member, :members, :group, :ceiling)'
)
_PACK = sa.select(packs.c.balance).where(packs.c.person == sa.bindparam("person"))


def ceiling_scope(chat: Chat) -> str:
    """Where the operator's own limit for one group is kept."""
    return f"ceiling:{chat}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Everything that limits one person in one chat at one moment."""

    person: int | None
    chat: Chat
    rules: tuple[Rule, ...]
    zones: Zones
    now: datetime


def bounds(
    c: sa.Connection,
    person: int | None,
    chat: Chat,
    *,
    defaults: Mapping[ScopeKind, Sequence[Limit]],
    zones: Zones,
    now: datetime,
) -> Bounds:
    own = _own(c, person, chat)
    ceiling = own.pop(ceiling_scope(chat), None)
    limits = defaults.get(ScopeKind.GROUP, ()) if ceiling is None else [rule.limit for rule in ceiling]
    found = rules_for(person, chat, {**defaults, ScopeKind.GROUP: limits}, own, limits)
    return Bounds(person, chat, found, zones, now)


def _own(c: sa.Connection, person: int | None, chat: Chat) -> dict[str, list[Rule]]:
    group = chat.kind is ChatKind.GROUP
    asked = {
        "person": "" if person is None else person_scope(person),
        "member": member_scope(chat, person) if group and person is not None else "",
        "members": member_scope(chat) if group else "",
        "group": group_scope(chat) if group else "",
        "ceiling": ceiling_scope(chat) if group else "",
    }
    kinds = {asked["person"]: ScopeKind.PERSON, asked["group"]: ScopeKind.GROUP, asked["ceiling"]: ScopeKind.GROUP}
    own: dict[str, list[Rule]] = {}
    for scope, window, amount, by in _RULES.run(c, asked):
        its = own.setdefault(scope, [])
        if window != OFF:
            its.append(Rule(scope, kinds.get(scope, ScopeKind.MEMBER), Limit(amount, WindowKind(window)), by))
    return own


# ── what a request puts on the counters ──────────────────────────────────────────────────────────────────────────────


def stakes(house: House, held_by: Bounds, price: Price, cap: int | None, free_of: frozenset[ScopeKind]) -> list[Stake]:
    """A counter for every scope's day and month, ruled or not, so that a rule set at noon knows of the morning.

    Scopes in `free_of` are not counted (their minutes are: those guard against floods, whoever pays). `cap` bounds how
    many jobs the person may have unfinished.
    """
    least: dict[tuple[str, str], int] = {}
    for rule in held_by.rules:
        at = (rule.scope, rule.limit.window)
        least[at] = min(rule.limit.amount, least.get(at, rule.limit.amount))
    found: list[Stake] = []
    for kind, scope in scopes(held_by.person, held_by.chat).items():
        amount = price.micros if kind is ScopeKind.BUDGET else price.units
        for window in WindowKind:
            ceiling = least.get((scope, window))
            minute = window is WindowKind.MINUTE
            if amount == 0 or (ceiling is None if minute else kind in free_of):
                continue
            span = house.calendar.span(window, held_by.now, held_by.zones.of(kind))
            found.append(Stake(scope, span.label, amount, ceiling))
    if held_by.person is not None and cap is not None:
        found.append(Stake(f"{QUEUE}:{person_scope(held_by.person)}", NOW, 1, cap))
    return found


# ── how far each is used ─────────────────────────────────────────────────────────────────────────────────────────────


def quota(c: sa.Connection, house: House, held_by: Bounds) -> Quota:
    """Every rule with its use now, and what is left of packs."""
    spans = {
        rule: house.calendar.span(rule.limit.window, held_by.now, held_by.zones.of(rule.kind)) for rule in held_by.rules
    }
    known = _counted(c, [(rule.scope, span.label) for rule, span in spans.items()])
    usages = tuple(
        Usage(rule, span.window, *known.get((rule.scope, span.label), (0, 0))) for rule, span in spans.items()
    )
    return Quota(usages, balance(c, held_by.person))


def _counted(c: sa.Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    if not keys:
        return {}
    values = {f"{name}{i}": part for i, key in enumerate(keys) for name, part in zip("sw", key, strict=True)}
    return {(scope, label): (used, held) for scope, label, used, held in _counting(len(keys)).run(c, values)}


@lru_cache(maxsize=32)
def _counting(count: int) -> Prepared:
    # Spelled out: SQLite finds rows by such terms in the index, and scans the table for a list of pairs.
    which = " OR ".join(f'(scope = :s{i} AND "window" = :w{i})' for i in range(count))
    return Prepared(f'SELECT scope, "window", used, held FROM counters WHERE {which}')  # noqa: S608  names only


def balance(c: sa.Connection, person: int | None) -> int:
    if person is None:
        return 0
    return c.execute(_PACK, {"person": person}).scalar() or 0
