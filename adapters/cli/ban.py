"""`bananabot ban`: keep somebody out of the whole service."""

from __future__ import annotations

from datetime import timedelta

import typer

from adapters.cli.desk import REASON, WHO, Desk, Trouble, at_desk, ends, in_words, name
from bot.commands.arguments import read_days
from bot.errors import BadOption

app = typer.Typer()

_LONGEST = 3660


@app.command("ban", epilog="Example: bananabot ban @bob --for 7d --reason spam")
def ban(
    who: str = WHO,
    days: str | None = typer.Option(None, "--for", metavar="7d", help="So long; without: until `bananabot unban`."),
    reason: str = REASON,
) -> None:
    """Keep somebody out of the whole service."""
    try:
        length = None if days is None else read_days(days, None, _LONGEST)
    except BadOption as error:
        raise typer.BadParameter(f"--for: {in_words(error)}") from error

    async def done(desk: Desk) -> str:
        account = await desk.account(who)
        if set(account.identities) & desk.settings.house.owners:
            raise Trouble(f"{who}: is an owner (BANANABOT_OWNERS); owners cannot be kept out")
        until = None if length is None else desk.clock.now() + timedelta(days=length)
        old = account.person.banned_until
        shown = "for good" if until is None else ends(until)
        change = desk.change("", f"ban #{account.person.id}", ends(old) if old else "", f"{shown} {reason}".strip())
        await desk.store.bans.ban(account.person.id, until, change)
        return f"{name(account)} (#{account.person.id}) is kept out {shown}"

    typer.echo(at_desk(done))
