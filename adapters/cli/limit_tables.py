"""What `bananabot limits show` prints: the settings' limits and every exception, or one person's use of them."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.cli.cells import Row
from adapters.cli.desk import ACTOR, Desk
from adapters.wiring.means import limits as defaults_of
from bot.model import Chat, ChatKind, Rule, ScopeKind, Usage
from bot.quota.limits import format_budget, format_limits


async def exceptions(desk: Desk, chat: Chat | None) -> list[Row]:
    """The settings' limits, then every exception; of one group only where `chat` is given."""
    rows: list[Row] = []
    if chat is None:
        for kind, limits_of_kind in defaults_of(desk.settings).items():
            shown = format_budget if kind is ScopeKind.BUDGET else format_limits
            rows += [_row(f"every {kind}", "", shown([limit]), "settings") for limit in limits_of_kind]
    titles = {str(group): group.title for group, _ in await desk.store.office.groups()}
    rules = await desk.store.office.overrides()
    known = [(rule.scope, format_limits([rule.limit]), rule.by) for rule in rules]
    known += [(scope, "off", by) for scope, by in await desk.store.office.freed()]
    names = await desk.store.people.names([int(one) for scope, _, _ in known if (one := _who(scope, titles))])
    for scope, limit, by in sorted(known):
        if chat is None or str(chat) in {_group(scope, titles), _group(scope.rpartition(":")[0], titles)}:
            rows.append(_row(scope, _whose(scope, titles, names), limit, by))
    return rows


def _row(scope: str, whose: str, limit: str, by: str) -> Row:
    return {"scope": scope, "whose": whose, "limit": limit, "by": by}


def _group(scope: str, titles: dict[str, str]) -> str:
    """The group a scope is about, or nothing."""
    chat = scope.partition(":")[2]
    return chat if chat in titles else ""


def _who(scope: str, titles: dict[str, str]) -> str:
    """The number of the person a scope is about, or nothing."""
    head, _, last = scope.rpartition(":")
    personal = scope.startswith("person:") or (bool(_group(head, titles)) and not _group(scope, titles))
    return last if personal and last.isdigit() else ""


def _whose(scope: str, titles: dict[str, str], names: dict[int, str]) -> str:
    who = _who(scope, titles)
    title = titles.get(_group(scope, titles) or _group(scope.rpartition(":")[0], titles), "")
    called = names.get(int(who), f"#{who}") if who else ""
    return " in ".join(part for part in (called, title) if part)


async def used(desk: Desk, word: str, chat: Chat | None) -> list[Row]:
    account = await desk.account(word)
    here = chat or Chat(ACTOR, "", ChatKind.PRIVATE)
    person, now = account.person, desk.clock.now()
    quota = await desk.store.quota.quota(person, here, person.timezone, defaults_of(desk.settings), now)
    rows = [_usage(usage) for usage in _nearest_first(quota.usages)]
    pack = {"scope": "pack", "limit": "", "by": "", "used": None, "held": None, "left": quota.pack, "resets": None}
    return [*rows, pack]


def _nearest_first(usages: Sequence[Usage]) -> list[Usage]:
    return sorted(usages, key=lambda usage: (usage.left, usage.window.ends))


def _usage(usage: Usage) -> Row:
    rule: Rule = usage.rule
    shown = format_budget if rule.kind is ScopeKind.BUDGET else format_limits
    return {
        "scope": rule.scope,
        "limit": shown([rule.limit]),
        "by": rule.by,
        "used": usage.used,
        "held": usage.held,
        "left": usage.left,
        "resets": usage.window.ends.isoformat(timespec="minutes"),
    }
