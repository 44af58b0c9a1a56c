"""`bananabot refund`: a job's units back to its person, a payment given back, or a grant taken back; each once."""

from __future__ import annotations

import typer

from adapters.cli.desk import ACTOR, REASON, Desk, Trouble, at_desk
from adapters.settings.secrets import secret
from adapters.wiring.cashiers import cashiers
from bot.answers.refunds import Refunds
from bot.errors import DeliveryError

app = typer.Typer()


@app.command("refund", epilog="Example: bananabot refund 1234 --reason 'the picture was broken'")
def refund(
    what: str = typer.Argument(metavar="CODE|PAYMENT", help="A picture's code, or the platform's id of a payment."),
    line: bool = typer.Option(False, "--line", help="The number is a ledger line: take that grant or payment back."),
    reason: str = REASON,
) -> None:
    """Give a picture's units or a payment's money back, or take a grant back."""
    number = int(what) if what.isascii() and what.isdigit() and len(what) <= 18 else None
    if line and number is None:
        raise typer.BadParameter(f"{what}: a ledger line is a number")

    async def done(desk: Desk) -> str:
        if number is None:
            return await _paid_back(desk, what, reason)
        return await (_taken(desk, number, reason) if line else _picture(desk, number, reason))

    typer.echo(at_desk(done))


async def _picture(desk: Desk, code: int, reason: str) -> str:
    units = await desk.store.packs.refund_job(code, ACTOR, reason, desk.clock.now())
    if not units:
        raise Trouble(f"{code}: nothing to give back; it was free, not delivered, or given back before")
    return f"{code}: {units} given back into the pack"


async def _taken(desk: Desk, line: int, reason: str) -> str:
    units = await desk.store.packs.reverse(line, ACTOR, reason, desk.clock.now())
    return f"ledger line {line}: {units} units taken back; no money was given back"


async def _paid_back(desk: Desk, charge: str, reason: str) -> str:
    line = await desk.store.packs.by_charge(charge)
    if line is None:
        raise Trouble(f"{charge}: no such payment")
    async with cashiers(desk.settings, secret(desk.settings.house), desk.clock) as found:
        if not found:
            alone = f"`bananabot refund {line} --line` takes the units alone"
            raise Trouble(
                f"{charge}: nobody here can give the money back: BANANABOT_TELEGRAM_TOKEN is missing; {alone}"
            )
        refunds = Refunds(packs=desk.store.packs, cashiers=found)
        try:
            units = await refunds.give_back(charge, ACTOR, reason, desk.clock.now())
        except DeliveryError as error:
            raise Trouble(f"{charge}: not given back, nothing taken: {error.detail}; try again") from error
    return f"{charge}: the money is given back, {units} units are taken back (ledger line {line})"
