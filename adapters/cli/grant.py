"""`bananabot grant`: units into somebody's pack."""

from __future__ import annotations

import typer

from adapters.cli.desk import ACTOR, REASON, WHO, Desk, at_desk, name

app = typer.Typer()

_MOST = 1_000_000


@app.command(
    "grant",
    epilog='Example: bananabot grant @ann 50 --reason "thanks for the bug report"',
    context_settings={"ignore_unknown_options": True},  # -50 is a number here
)
def grant(
    who: str = WHO,
    units: int = typer.Argument(min=-_MOST, max=_MOST, help="How many; a negative number takes them away."),
    reason: str = REASON,
    reference: str | None = typer.Option(
        None, "--reference", metavar="TEXT", help="For scripts: the same reference again moves nothing."
    ),
) -> None:
    """Give somebody units, or take them away."""
    if units == 0:
        raise typer.BadParameter("UNITS: 0 gives nothing; say how many, such as 50 or -50")

    async def given(desk: Desk) -> str:
        account = await desk.account(who)
        person, packs = account.person.id, desk.store.packs
        mark = None if reference is None else f"{ACTOR}:{reference}"
        line = await packs.grant(person, units, ACTOR, reason, desk.clock.now(), reference=mark)
        pack = await packs.balance(person)
        return f"{name(account)} (#{person}): {units:+}, {pack} in the pack now; ledger line {line}"

    typer.echo(at_desk(given))
