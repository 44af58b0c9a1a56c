"""Reading JSON that somebody else wrote: every look is total, a missing or wrongly typed value is an empty one."""

from __future__ import annotations

from typing import TypeGuard

Step = str | int


def at(value: object, *path: Step) -> object:
    """Walk down keys and indices; None where the way ends."""
    for step in path:
        if isinstance(step, str):
            value = table(value).get(step)
        else:
            row = items(value)
            value = row[step] if -len(row) <= step < len(row) else None
    return value


def table(value: object, *path: Step) -> dict[str, object]:
    """The object there, or an empty one."""
    found = at(value, *path) if path else value
    return found if is_table(found) else {}


def items(value: object, *path: Step) -> list[object]:
    """The list there, or an empty one."""
    found = at(value, *path) if path else value
    return found if is_list(found) else []


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def text(value: object, *path: Step) -> str:
    """The string there, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def word(value: object, *path: Step) -> str:
    """A code that some services write as a string and some as a number; empty for anything else."""
    found = at(value, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def number(value: object, *path: Step) -> float | None:
    """The number there, also when it is written as a string; None otherwise."""
    found = at(value, *path)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return float(found)
    if isinstance(found, str):
        try:
            return float(found)
        except ValueError:
            return None
    return None


def whole(value: object, *path: Step) -> int:
    """The whole number there, never negative; 0 otherwise."""
    found = number(value, *path)
    return int(found) if found is not None and 0 <= found < 2**53 else 0
