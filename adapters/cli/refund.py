"""`bananabot refund`: a job's units back to its person, or a grant or payment taken back; each once."""

from __future__ import annotations

import typer

from adapters.cli.desk import ACTOR, REASON, Desk, Trouble, at_desk

app = typer.Typer()


@app.command("refund", epilog="Example: bananabot refund 1234 --reason 'the picture was broken'")
def refund(
    what: str = typer.Argument(metavar="CODE|PAYMENT", help="A picture's code, or the platform's id of a payment."),
    line: bool = typer.Option(False, "--line", help="The number is a ledger line: take that grant or payment back."),
    reason: str = REASON,
) -> None:
    """Give a picture's units back, or take a grant or payment back."""
    number = int(what) if what.isascii() and what.isdigit() and len(what) <= 18 else None
    if line and number is None:
        raise typer.BadParameter(f"{what}: a ledger line is a number")

    async def done(desk: Desk) -> str:
        if number is not None and not line:
            return await _picture(desk, number, reason)
        return await _reversed(desk, number, what, reason)

    typer.echo(at_desk(done))


async def _picture(desk: Desk, code: int, reason: str) -> str:
    units = await desk.store.packs.refund_job(code, ACTOR, reason, desk.clock.now())
    if not units:
        raise Trouble(f"{code}: nothing to give back; it was free, not delivered, or given back before")
    return f"{code}: {units} given back into the pack"


async def _reversed(desk: Desk, line: int | None, charge: str, reason: str) -> str:
    found = line if line is not None else await desk.store.packs.by_charge(charge)
    if found is None:
        raise Trouble(f"{charge}: no such payment")
    units = await desk.store.packs.reverse(found, ACTOR, reason, desk.clock.now())
    return f"ledger line {found}: {units} units taken back; money is returned by whoever took it"
