"""Who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the audit log: who changed what, where, from what to what. `actor` reads `telegram:5`, `cli` or `admin`."""

    actor: str
    chat: str
    what: str
    old: str
    new: str
    at: datetime
