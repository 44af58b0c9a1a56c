"""Batches that are not told to their end yet, in the shared memory: whichever process looks next goes on with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import Job, Lane
from bot.ports import JobStore, PlatformMemory

_LIST = "batches//open"
_KEPT = 30 * 86_400.0  # seconds
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """The message that shows it (empty: none could be changed) and how many were done when it was last said."""

    message: str = ""
    done: int = -1


class OpenBatches:
    """A batch is named by its first job; the others are that one's children in the batch lane."""

    def __init__(self, notes: PlatformMemory, jobs: JobStore) -> None:
        self._notes = notes
        self._jobs = jobs

    async def begin(self, batch: int, now: datetime) -> None:
        await self._change(now, add=batch)

    async def end(self, batch: int, now: datetime) -> None:
        await self._change(now, drop=batch)
        await self._notes.forget(_key(batch))

    async def every(self, now: datetime) -> list[int]:
        return [int(word) for word in (await self._notes.get(_LIST, now) or "").split()]

    async def progress(self, batch: int, now: datetime) -> Progress:
        message, _, done = (await self._notes.get(_key(batch), now) or " -1").rpartition(" ")
        return Progress(message, int(done))

    async def say(self, batch: int, progress: Progress, now: datetime) -> None:
        await self._notes.put(_key(batch), f"{progress.message} {progress.done}", now, _KEPT)

    async def jobs(self, batch: int) -> list[Job]:
        """In the order of the lines."""
        first = await self._jobs.get(batch)
        children = await self._jobs.children(batch)
        return [job for job in (first, *children) if job is not None and job.lane is Lane.BATCH]

    async def _change(self, now: datetime, *, add: int | None = None, drop: int | None = None) -> None:
        for _ in range(_TRIES):  # others may change the list at the same moment
            old = await self._notes.get(_LIST, now)
            kept = [word for word in (old or "").split() if word not in {str(add), str(drop)}]
            new = " ".join([*kept, *(() if add is None else (str(add),))])
            if await self._notes.swap(_LIST, old, new or None, now, _KEPT):
                return


def _key(batch: int) -> str:
    return f"batches//{batch}"
