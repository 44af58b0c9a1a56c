"""`bananabot db`: the database, by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from adapters.cli.opening import run_until_done, settings
from storage import backup as copies
from storage import upkeep

app = typer.Typer()
db = typer.Typer(help="Upgrade, check, back up or restore the database.", rich_markup_mode=None)
app.add_typer(db, name="db")


@db.command(epilog="Example: bananabot db upgrade")
def upgrade() -> None:
    """Make the database, or bring it to this program's version."""
    version = run_until_done(upkeep.upgrade(settings().house.url))
    typer.echo(f"the database has version {version}")


@db.command(epilog="Example: bananabot db check")
def check() -> None:
    """Look for damage; exit 1 when there is any."""
    findings = run_until_done(upkeep.check(settings().house.url))
    for finding in findings:
        typer.echo(finding)
    if findings:
        raise typer.Exit(1)
    typer.echo("the database is well")


@db.command(epilog="Example: bananabot db backup bananabot-2026-11-23.db")
def backup(file: Path = typer.Argument(help="A new file.")) -> None:
    """Copy the database while it is in use; the pictures are files in the data folder: copy that folder too."""
    run_until_done(copies.backup(settings().house.url, file, _progress))
    typer.echo(f"copied to {file}")


@db.command(epilog="Example: bananabot db restore bananabot-2026-11-23.db --yes")
def restore(
    file: Path = typer.Argument(help="A copy made by `db backup`."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Replace the database by a copy. Stop the service first."""
    found = settings()
    if not file.exists():
        raise typer.BadParameter(f"{file} does not exist")
    if not yes:
        typer.confirm(f"Replace {found.house.url} by {file}?", abort=True, err=True)
    run_until_done(copies.restore(found.house.url, file, _progress))
    typer.echo(f"restored from {file}")


def _progress(done: int, total: int) -> None:
    """A moving line on a terminal, nothing in a log."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{100 * done // max(1, total)} %" + ("\n" if done >= total else ""))
        sys.stderr.flush()
