"""What a group's admins set. Every change writes its line in the audit log in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, GroupSettings, Limit, Rule, ScopeKind, WindowKind
from bot.ports import Change
from bot.quota.rules import group_scope, member_scope
from storage.rows import decode_settings, encode_settings
from storage.schema import audit, blocks, groups, rules
from storage.transactions.limits import OFF

_SETTINGS = sa.text(
    "INSERT INTO groups (platform, chat, title, settings) VALUES (:platform, :chat, :title, :settings) "
    "ON CONFLICT (platform, chat) DO UPDATE SET settings = excluded.settings"
)


def settings(c: sa.Connection, chat: Chat) -> GroupSettings:
    row = c.execute(
        sa.select(groups.c.settings).where(groups.c.platform == chat.platform, groups.c.chat == chat.id)
    ).scalar_one_or_none()
    return GroupSettings() if row is None else decode_settings(row)


def change(c: sa.Connection, chat: Chat, new: GroupSettings, said: Change) -> None:
    c.execute(
        _SETTINGS, {"platform": chat.platform, "chat": chat.id, "title": chat.title, "settings": encode_settings(new)}
    )
    write_down(c, said)


def block(c: sa.Connection, chat: Chat, person: int, blocked: bool, said: Change) -> None:
    here = {"platform": chat.platform, "chat": chat.id, "person": person}
    if blocked:
        c.execute(
            sa.text(
                "INSERT INTO blocks (platform, chat, person) VALUES (:platform, :chat, :person) "
                "ON CONFLICT (platform, chat, person) DO NOTHING"
            ),
            here,
        )
    else:
        c.execute(
            sa.delete(blocks).where(
                blocks.c.platform == chat.platform, blocks.c.chat == chat.id, blocks.c.person == person
            )
        )
    write_down(c, said)


def blocked_in(c: sa.Connection, chat: Chat) -> list[int]:
    query = sa.select(blocks.c.person).where(blocks.c.platform == chat.platform, blocks.c.chat == chat.id)
    return list(c.execute(query.order_by(blocks.c.person)).scalars())


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def set_rule(
    c: sa.Connection, chat: Chat, kind: ScopeKind, *, limits: Sequence[Limit] | None, person: int | None, said: Change
) -> None:
    """The rule of a group, of all its members, or of one member."""
    scope = group_scope(chat) if kind is ScopeKind.GROUP else member_scope(chat, person)
    set_limits(c, scope, limits, said)


def set_limits(c: sa.Connection, scope: str, limits: Sequence[Limit] | None, said: Change) -> None:
    """Replace what is set for a scope. None: nothing is set, the next wider rule holds. Empty: nothing limits it."""
    c.execute(sa.delete(rules).where(rules.c.scope == scope))
    if limits is not None:
        lines = [(limit.window.value, limit.amount) for limit in limits] or [(OFF, 0)]
        c.execute(
            sa.insert(rules),
            [
                {"scope": scope, "window": window, "amount": amount, "by": said.actor, "at": said.at}
                for window, amount in lines
            ],
        )
    write_down(c, said)


def rules_of(c: sa.Connection, chat: Chat) -> list[Rule]:
    """The group's rules, then its members', then each exception. Exceptions without any limit: see `exempt`."""
    mine = sa.or_(
        rules.c.scope.in_([group_scope(chat), member_scope(chat)]),
        rules.c.scope.startswith(f"{member_scope(chat)}:", autoescape=True),
    )
    rows = c.execute(sa.select(rules).where(mine, rules.c.window != OFF).order_by(rules.c.scope, rules.c.window))
    return [
        Rule(
            row.scope,
            ScopeKind.GROUP if row.scope == group_scope(chat) else ScopeKind.MEMBER,
            Limit(row.amount, WindowKind(row.window)),
            row.by,
        )
        for row in rows
    ]


def exempt(c: sa.Connection, chat: Chat) -> dict[int, str]:
    """Members whom an admin freed of every limit for members, and which one did."""
    prefix = f"{member_scope(chat)}:"
    rows = c.execute(
        sa.select(rules.c.scope, rules.c.by)
        .where(rules.c.scope.startswith(prefix, autoescape=True), rules.c.window == OFF)
        .order_by(rules.c.scope)
    )
    return {int(row.scope.removeprefix(prefix)): row.by for row in rows}


# ── the audit log ────────────────────────────────────────────────────────────────────────────────────────────────────


def write_down(c: sa.Connection, said: Change) -> None:
    c.execute(
        sa.insert(audit),
        {
            "actor": said.actor,
            "chat": said.chat,
            "what": said.what,
            "old": said.old,
            "new": said.new,
            "at": said.at,
        },
    )


def audit_of(c: sa.Connection, chat: str | None, count: int, since: datetime | None = None) -> list[Change]:
    """The newest lines first."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(count)
    if chat is not None:
        query = query.where(audit.c.chat == chat)
    if since is not None:
        query = query.where(audit.c.at >= since)
    return [Change(row.actor, row.chat, row.what, row.old, row.new, row.at) for row in c.execute(query)]
