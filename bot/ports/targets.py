"""What all workers share about the providers they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """What all workers share about one name of the resilient client: `target:…`, `key:…`, `group:…`, `alarm:…` ….

    Out of use until `until` because of `reason` (None and "": in use); `strikes` times in a row by now. On `day` (the
    provider's calendar day, `YYYY-MM-DD`) `used` requests were made and `micros` spent. `version` counts saves, from 1.
    """

    name: str
    version: int = 0
    until: datetime | None = None
    reason: str = ""
    strikes: int = 0
    day: str = ""
    used: int = 0
    micros: int = 0


class TargetStore(Protocol):
    """The shared memory of breakers, benches, allowances and spend: a few rows, read by every worker each second."""

    async def load(self) -> list[TargetState]:
        """Every state there is."""
        ...

    async def save(self, state: TargetState) -> bool:
        """Store it if its version is one more than the stored one (1 when there is none). False: load again and redo."""
        ...
