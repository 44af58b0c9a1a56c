"""Which rules hold for a request, which of them binds, and how many units a request is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.model import Chat, ChatKind, Limit, Price, Rule, ScopeKind, Usage

NOTICE_SHARE = 80
"""Percent of a rule at which its people are warned."""

SERVICE = "service"
BUDGET = "budget"


def person_scope(person: int) -> str:
    return f"person:{person}"


def member_scope(chat: Chat, person: int | None = None) -> str:
    """The counter of one member of a group; without a person, the rule set for every member of it."""
    return f"member:{chat}" if person is None else f"member:{chat}:{person}"


def group_scope(chat: Chat) -> str:
    return f"group:{chat}"


def scopes(person: int | None, chat: Chat) -> dict[ScopeKind, str]:
    """The counters a request touches. Without a person (anonymous admin, channel) only the group's and the service's."""
    found: dict[ScopeKind, str] = {}
    if person is not None:
        found[ScopeKind.PERSON] = person_scope(person)
    if chat.kind is ChatKind.GROUP:
        if person is not None:
            found[ScopeKind.MEMBER] = member_scope(chat, person)
        found[ScopeKind.GROUP] = group_scope(chat)
    found[ScopeKind.SERVICE] = SERVICE
    found[ScopeKind.BUDGET] = BUDGET
    return found


def zone_of(kind: ScopeKind, *, person: str, group: str, service: str) -> str:
    """The zone whose calendar a scope counts by."""
    match kind:
        case ScopeKind.PERSON:
            return person
        case ScopeKind.MEMBER | ScopeKind.GROUP:
            return group
        case ScopeKind.SERVICE | ScopeKind.BUDGET:
            return service


def capped(limits: Sequence[Limit], ceiling: Sequence[Limit]) -> tuple[Limit, ...]:
    """What admins set, held under the operator's ceiling: the smaller amount of each window that either names."""
    least: dict[str, Limit] = {}
    for limit in (*limits, *ceiling):
        known = least.get(limit.window)
        if known is None or limit.amount < known.amount:
            least[limit.window] = limit
    return tuple(least.values())


def rules_for(
    person: int | None,
    chat: Chat,
    defaults: Mapping[ScopeKind, Sequence[Limit]],
    own: Mapping[str, Sequence[Rule]],
    ceiling: Sequence[Limit] = (),
) -> tuple[Rule, ...]:
    """Every rule a request is checked against, in the order of the scopes.

    `own` holds the rules that were set, by scope key; an empty sequence there means *off*. The nearest one holds: the
    member's own, then the group's rule for all members, then the operator's default. A group never exceeds `ceiling`.
    """
    found: list[Rule] = []
    for kind, scope in scopes(person, chat).items():
        nearest = [scope, member_scope(chat)] if kind is ScopeKind.MEMBER else [scope]
        set_here = next((own[key] for key in nearest if key in own), None)
        by = {rule.limit: rule.by for rule in set_here or ()}
        limits = defaults.get(kind, ()) if set_here is None else tuple(rule.limit for rule in set_here)
        if kind is ScopeKind.GROUP:
            limits = capped(limits, ceiling)
        found += [Rule(scope, kind, limit, by.get(limit, "operator")) for limit in limits]
    return tuple(found)


def amount_of(kind: ScopeKind, price: Price) -> int:
    """What a request adds to a rule's counter: micro-USD for a budget, else units."""
    return price.micros if kind is ScopeKind.BUDGET else price.units


def blocking(usages: Iterable[Usage], price: Price) -> Usage | None:
    """The rule that stops a request of that price: of those without room the one that resets last.

    That one's reset is the honest answer to "when can I go on?". None: there is room everywhere.
    """
    full = [usage for usage in usages if usage.left < amount_of(usage.rule.kind, price)]
    return max(full, key=lambda usage: (usage.window.ends, -usage.rule.limit.amount), default=None)


def crossed(usage: Usage, amount: int, share: int = NOTICE_SHARE) -> bool:
    """Whether this amount, already counted in `usage`, took it over the share (percent): the moment for a notice."""
    mark = usage.rule.limit.amount * share
    return (usage.used - amount) * 100 < mark <= usage.used * 100
