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


@dataclass(frozen=True, slots=True)
class Handed:
    """A batch for a provider's batch mode: who works on it (empty: nobody yet), under which handle, and how much is done there.

    With a `shop` and without a `handle` it is being handed in just now.
    """

    shop: str = ""
    handle: str = ""
    done: int = 0


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
        await self.take_back(batch)

    async def every(self, now: datetime) -> list[int]:
        return [int(word) for word in (await self._notes.get(_LIST, now) or "").split()]

    async def progress(self, batch: int, now: datetime) -> Progress:
        message, _, done = (await self._notes.get(_key(batch), now) or " -1").rpartition(" ")
        return Progress(message, int(done))

    async def say(self, batch: int, progress: Progress, now: datetime) -> None:
        await self._notes.put(_key(batch), f"{progress.message} {progress.done}", now, _KEPT)

    # ── in a provider's batch mode ──

    async def give(self, batch: int, now: datetime) -> None:
        """It is to be handed in."""
        await self._notes.put(_half(batch), _written(Handed()), now, _KEPT)

    async def handed(self, batch: int, now: datetime) -> Handed | None:
        """None: it is drawn in the slow lane."""
        written = await self._notes.get(_half(batch), now)
        if written is None:
            return None
        shop, done, handle = written.split(" ", 2)
        return Handed(shop, handle, int(done))

    async def hand(self, batch: int, old: Handed, new: Handed, now: datetime) -> bool:
        """False: somebody else went on with it."""
        return await self._notes.swap(_half(batch), _written(old), _written(new), now, _KEPT)

    async def take_back(self, batch: int) -> None:
        await self._notes.forget(_half(batch))

    # ── its lines ──

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


def _half(batch: int) -> str:
    return f"batches//{batch}/half"


def _written(handed: Handed) -> str:
    return f"{handed.shop} {handed.done} {handed.handle}"
