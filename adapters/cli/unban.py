"""`bananabot unban`: let somebody in again."""

from __future__ import annotations

import typer

from adapters.cli.desk import REASON, WHO, Desk, Trouble, at_desk, ends, name

app = typer.Typer()


@app.command("unban", epilog="Example: bananabot unban @bob")
def unban(who: str = WHO, reason: str = REASON) -> None:
    """Let somebody in again."""

    async def done(desk: Desk) -> str:
        account = await desk.account(who)
        person = account.person
        if person.banned_until is None:
            raise Trouble(f"{who}: is not kept out")
        change = desk.change("", f"unban #{person.id}", ends(person.banned_until), reason)
        await desk.store.bans.unban(person.id, change)
        return f"{name(account)} (#{person.id}) may draw again"

    typer.echo(at_desk(done))
