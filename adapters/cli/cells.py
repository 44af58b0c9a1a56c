"""What stands in a table, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands.cleaning import label

Value = str | int | float | bool | None
Row = Mapping[str, Value]


def text(value: Value) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.4g}"
        case _:
            return label(str(value))
