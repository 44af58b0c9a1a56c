"""Tables: drawn on a terminal, tab-separated in a pipe, JSON when asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import orjson
import typer

Value = str | int | float | bool | None
Row = Mapping[str, Value]

JSON = typer.Option(False, "--json", help="As JSON, for programs.")


def show(rows: Sequence[Row], *, as_json: bool, empty: str = "nothing") -> None:
    """The first row's keys are the columns."""
    if as_json:
        typer.echo(orjson.dumps(list(rows), option=orjson.OPT_INDENT_2).decode())
    elif not rows:
        typer.echo(empty)
    elif sys.stdout.isatty():
        _draw(rows)
    else:
        typer.echo("\t".join(rows[0]))
        for row in rows:
            typer.echo("\t".join(_text(value) for value in row.values()))


def _draw(rows: Sequence[Row]) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  only where somebody looks
    from rich.console import Console  # noqa: PLC0415  as above
    from rich.table import Table  # noqa: PLC0415  as above
    from rich.text import Text  # noqa: PLC0415  as above

    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name, value in rows[0].items():
        table.add_column(name, justify="right" if isinstance(value, int | float) else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_text(value)) for value in row.values()))
    Console().print(table)


def _text(value: Value) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.4g}"
        case _:
            return str(value)
