"""`bananabot audit`: who changed what, newest first."""

from __future__ import annotations

from pathlib import Path

import typer

from adapters.cli.cells import Row
from adapters.cli.desk import Desk, at_desk
from adapters.cli.spreadsheet import rows_csv, save
from adapters.cli.table import JSON, show
from bot.ports import Change

app = typer.Typer()

_EVERYTHING = 1_000_000_000
_COLUMNS = ("at", "actor", "chat", "what", "old", "new")


@app.command("audit", epilog="Example: bananabot audit --chat telegram:-100123 -o audit.csv")
def audit(
    chat: str | None = typer.Option(None, "--chat", metavar="CHAT", help="Of one group, such as telegram:-100123."),
    count: int = typer.Option(50, "--count", min=1, help="At most so many; a file holds everything."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="FILE.csv", help="Into a file."),
    as_json: bool = JSON,
) -> None:
    """Who changed what, newest first."""

    async def found(desk: Desk) -> list[Change]:
        where = None if chat is None else str(await desk.group(chat))
        return await desk.store.groups.audit(where, count if output is None else _EVERYTHING)

    rows = [_row(change) for change in at_desk(found)]
    if output is not None:
        save(output, rows_csv(rows, _COLUMNS))
    else:
        show(rows, as_json=as_json, empty="nothing was changed yet")


def _row(change: Change) -> Row:
    return {
        "at": change.at.isoformat(timespec="seconds"),
        "actor": change.actor,
        "chat": change.chat,
        "what": change.what,
        "old": change.old,
        "new": change.new,
    }
