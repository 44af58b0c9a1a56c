"""`bananabot users`: who there is, newest first, or whoever a name may mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from adapters.cli.cells import Row
from adapters.cli.desk import Desk, accounts, at_desk, ends, name
from adapters.cli.spreadsheet import rows_csv, save
from adapters.cli.table import JSON, show
from bot.ports import Account

app = typer.Typer()

_PAGE = 1_000
_COLUMNS = ("id", "name", "accounts", "language", "zone", "pack", "requests", "last", "banned")


@app.command("users", epilog="Example: bananabot users @ann")
def users(
    who: str | None = typer.Argument(None, metavar="[WHO]", help="@ann, telegram:123 or #7; nothing: everybody."),
    count: int = typer.Option(50, "--count", min=1, help="At most so many; a file holds everybody."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="FILE.csv", help="Into a file."),
    as_json: bool = JSON,
) -> None:
    """Who there is: accounts, packs, requests, bans."""

    async def found(desk: Desk) -> Sequence[Account]:
        if who is not None:
            return await desk.store.office.named(who.strip())
        return await _everybody(desk, None if output else count)

    rows = [_row(account) for account in at_desk(found)]
    if output is not None:
        save(output, rows_csv(rows, _COLUMNS))
    else:
        show(rows, as_json=as_json, empty="nobody")


async def _everybody(desk: Desk, most: int | None) -> list[Account]:
    """Newest first, a page at a time: nobody is missed and the database is never asked for all at once."""
    found: list[Account] = []
    before: int | None = None
    while most is None or len(found) < most:
        page = await desk.store.office.accounts(_PAGE if most is None else min(_PAGE, most - len(found)), before)
        if not page:
            break
        found += page
        before = page[-1].person.id
    return found


def _row(account: Account) -> Row:
    person = account.person
    return {
        "id": f"#{person.id}",
        "name": name(account),
        "accounts": accounts(account),
        "language": person.language,
        "zone": person.timezone,
        "pack": account.pack,
        "requests": account.jobs,
        "last": account.seen.isoformat(timespec="minutes") if account.seen else None,
        "banned": ends(person.banned_until) if person.banned_until else None,
    }
