"""What a look at something found, and what to do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A PROBLEM makes `doctor` exit 1; a NOTE is worth knowing."""

    FINE = "fine"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """`area` is what was looked at; `todo` is empty where nothing needs doing."""

    area: str
    level: Level
    what: str
    todo: str = ""


Findings = AsyncIterator[Finding]


def fine(area: str, what: str) -> Finding:
    return Finding(area, Level.FINE, what)


def note(area: str, what: str, todo: str = "") -> Finding:
    return Finding(area, Level.NOTE, what, todo)


def problem(area: str, what: str, todo: str) -> Finding:
    return Finding(area, Level.PROBLEM, what, todo)
