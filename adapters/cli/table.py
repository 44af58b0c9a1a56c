"""Tables: drawn on a terminal, tab-separated in a pipe, JSON when asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import orjson
import typer

from adapters.cli.cells import Row, text

JSON = typer.Option(False, "--json", help="As JSON, for programs.")


def show(rows: Sequence[Row], *, as_json: bool, empty: str = "nothing") -> None:
    """The first row's keys are the columns."""
    if as_json:
        typer.echo(orjson.dumps(list(rows), option=orjson.OPT_INDENT_2).decode())
    elif not rows:
        typer.echo(empty)
    elif sys.stdout.isatty():
        from adapters.cli.terminal import draw  # noqa: PLC0415  only where somebody looks

        draw(rows)
    else:
        typer.echo("\t".join(rows[0]))
        for row in rows:
            typer.echo("\t".join(text(value) for value in row.values()))
