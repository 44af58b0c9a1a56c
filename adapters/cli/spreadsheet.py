"""Tables and reports as files: CSV that a spreadsheet takes for what it is, written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from adapters.cli.cells import Row
from adapters.cli.files import write
from adapters.drawings.sheet import sheet


def rows_csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    text = sheet(columns, ([row[name] for name in columns] for row in rows))
    return text.encode("utf-8-sig")  # the mark tells spreadsheets which letters these are


def save(path: Path, data: bytes) -> None:
    """Write it and say so. Raises `Unwritable`."""
    write(path, data)
    typer.echo(f"{path} ({len(data):,} bytes)")
