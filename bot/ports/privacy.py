"""What a person may take along, or have erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Identity


@dataclass(frozen=True, slots=True)
class Export:
    """Everything kept about a person: rows as JSON-able values by table, and the hashes of their pictures."""

    tables: Mapping[str, Sequence[Mapping[str, str | int | None]]]
    digests: tuple[str, ...]


class PrivacyStore(Protocol):
    async def export(self, person: int) -> Export: ...

    async def forget(self, person: int, now: datetime) -> None:
        """Erase identities, prompts and pictures, cancel what runs; the use stays under the keyed hash."""
        ...

    async def forget_identity(self, identity: Identity, now: datetime) -> None:
        """The same for whoever stands behind an identity (they left the platform's account)."""
        ...

    async def retain(self, days: int, now: datetime) -> int:
        """Erase prompts and pictures of jobs older than `days`; return how many jobs. Call again until it is 0."""
        ...
