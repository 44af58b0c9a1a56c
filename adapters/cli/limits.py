"""`bananabot limits`: every limit and who set it; one person's use; and the operator's own exceptions."""

from __future__ import annotations

import typer

from adapters.cli.cells import Row
from adapters.cli.desk import Desk, Trouble, at_desk, in_words, name
from adapters.cli.limit_tables import exceptions, used
from adapters.cli.table import JSON, show
from bot.errors import BadOption
from bot.model import Chat, Limit, ScopeKind
from bot.quota.limits import format_limits, parse_limits
from bot.quota.rules import group_scope, member_scope, person_scope

app = typer.Typer()
limits = typer.Typer(help="Limits of people and groups: show them, set exceptions.", rich_markup_mode=None)
app.add_typer(limits, name="limits")

_PERSON = typer.Option(None, "--person", metavar="WHO", help="@ann, telegram:123 or #7.")
_CHAT = typer.Option(None, "--chat", metavar="CHAT", help="A group, such as telegram:-100123.")
_DEFAULT = frozenset({"default", "reset"})
_CEILING = "ceiling"


@limits.command("show", epilog="Example: bananabot limits show --person @ann --chat telegram:-100123")
def show_limits(person: str | None = _PERSON, chat: str | None = _CHAT, as_json: bool = JSON) -> None:
    """Every limit and who set it; with --person how far each is used now."""

    async def found(desk: Desk) -> list[Row]:
        where = None if chat is None else await desk.group(chat)
        if person is not None:
            return await used(desk, person, where)
        return await exceptions(desk, where)

    show(at_desk(found), as_json=as_json, empty="no limits: everything is allowed")


@limits.command("set", epilog="Example: bananabot limits set 500/day --chat telegram:-100123 --ceiling")
def set_limits(
    value: str = typer.Argument(metavar="LIMITS", help="50/day,500/month; off: no limit; default: as everybody."),
    person: str | None = _PERSON,
    chat: str | None = _CHAT,
    members: bool = typer.Option(False, "--members", help="Each member of the group, instead of all together."),
    ceiling: bool = typer.Option(False, "--ceiling", help="What the group's own admins cannot go above."),
) -> None:
    """Another limit for a person, a group, its members, or one member there (--person and --chat)."""
    new = _read(value)
    if person is None and chat is None:
        raise typer.BadParameter(
            "say whose: --person or --chat; limits for everybody are settings, such as BANANABOT_QUOTA_PERSON"
        )
    if (members or ceiling) and (person is not None or (members and ceiling)):
        raise typer.BadParameter("--members and --ceiling go with --chat alone, one of them")

    async def done(desk: Desk) -> str:
        where = None if chat is None else await desk.group(chat)
        account = None if person is None else await desk.account(person)
        who = None if account is None else account.person.id
        scope = _scope(where, who, members=members, ceiling=ceiling)
        await _write(desk, scope, where, who, new)
        whose = f"{scope} ({name(account)})" if account is not None else scope
        return f"{whose}: {'as everybody' if new is None else format_limits(new)}, from the next request on"

    typer.echo(at_desk(done))


def _read(text: str) -> tuple[Limit, ...] | None:
    if text.strip().lower() in _DEFAULT:
        return None
    try:
        return parse_limits(text)
    except BadOption as error:
        raise typer.BadParameter(in_words(error)) from error


def _scope(chat: Chat | None, person: int | None, *, members: bool, ceiling: bool) -> str:
    if chat is None:
        if person is None:
            raise Trouble("nobody was named")
        return person_scope(person)
    if ceiling:
        return f"{_CEILING}:{chat}"
    return member_scope(chat, person) if members or person is not None else group_scope(chat)


async def _write(desk: Desk, scope: str, chat: Chat | None, person: int | None, new: tuple[Limit, ...] | None) -> None:
    before = [rule.limit for rule in await desk.store.office.overrides() if rule.scope == scope]
    freed = any(freed == scope for freed, _ in await desk.store.office.freed())
    old = format_limits(before) if before or freed else "default"
    change = desk.change(str(chat or ""), f"limit {scope}", old, "default" if new is None else format_limits(new))
    if chat is None and person is not None:
        await desk.store.office.limit_person(person, new, change)
    elif chat is not None and scope.startswith(_CEILING):
        await desk.store.office.limit_group(chat, new, change)
    elif chat is not None:
        kind = ScopeKind.GROUP if scope == group_scope(chat) else ScopeKind.MEMBER
        await desk.store.groups.set_rule(chat, kind, new, person, change)
