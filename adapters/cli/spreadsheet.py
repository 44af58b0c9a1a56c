"""Tables and reports as files: CSV that a spreadsheet takes for what it is, written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from adapters.cli.cells import Row
from adapters.cli.desk import Trouble
from adapters.drawings.sheet import sheet


def rows_csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    text = sheet(columns, ([row[name] for name in columns] for row in rows))
    return text.encode("utf-8-sig")  # the mark tells spreadsheets which letters these are


def save(path: Path, data: bytes) -> None:
    """Raises `Trouble`."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise Trouble(f"{path}: cannot be written ({error.strerror}); give another file with -o") from error
    typer.echo(f"{path} ({len(data):,} bytes)")
