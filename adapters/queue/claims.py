"""What the dispatcher asks of the store, and how often."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapters.queue.window import WINDOW_SECONDS
from bot.model import Job


class Claims(Protocol):
    """The part of `bot.ports.JobStore` that hands out work."""

    async def claim(
        self,
        owner: str,
        count: int,
        now: datetime,
        lease: float,
        platforms: Collection[str] | None = None,
        *,
        patient: int | None = None,
    ) -> list[Job]: ...

    async def renew(self, owner: str, jobs: Sequence[int], now: datetime, lease: float) -> set[int]: ...

    async def release(
        self, owner: str, job: int, now: datetime, *, after: float = 0.0, stopped: bool = False
    ) -> None: ...

    async def sweep(self, now: datetime) -> int: ...

    async def get(self, job: int) -> Job | None: ...

    async def owners(self) -> list[str]: ...

    async def disown(self, owner: str, now: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds: how long a lease lasts, how often leases are renewed and forgotten work is looked for, how long to drain.

    `batch`: how often a provider is asked how far its batch is. `window`: in how many seconds ten lines of batches begin.
    """

    lease: float = 60.0
    beat: float = 5.0
    drain: float = 30.0
    batch: float = 30.0
    window: float = WINDOW_SECONDS
