"""What the operator decided for the whole store, passed to the transactions that need it."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`timezone` is whose calendar the service's limits count by, and a group's without one of its own.

    `running` is how many drawings one person may have at once; `tries` how often an interrupted drawing is begun;
    `patience` after how many seconds a job nobody drew is given up. Platforms in `repeatable` show a parcel sent twice
    only once. `secret` keys the hashes that outlive an erasure.
    """

    secret: bytes = field(repr=False)
    timezone: str = "UTC"
    running: int = 4
    tries: int = 6
    patience: float = 24 * 3600.0
    repeatable: frozenset[str] = frozenset({"console"})
    calendar: Calendar = field(default_factory=Calendar)
