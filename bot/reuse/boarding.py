"""Several who want the same picture at once: the first to board draws it, the others come along."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Job, State
from bot.ports import Clock, Entry, GalleryStore, JobStore, ReuseStore

DRAWN = frozenset({State.DRAWN, State.DELIVERING, State.DELIVERED, State.WAITING})

_LOOK = 0.5  # seconds between two looks at the one who draws
_FLIGHT = 3_600.0  # seconds; who died is noticed by the state of the job, long before


class Boarding:
    def __init__(self, store: ReuseStore, jobs: JobStore, gallery: GalleryStore, clock: Clock) -> None:
        self._store = store
        self._jobs = jobs
        self._gallery = gallery
        self._clock = clock

    async def followed(self, found: str, job: Job, known: Sequence[str]) -> int:
        """The job whose pictures these are, once they are there; `job` itself when it is the first.

        `known`: the keys under which they may have been drawn already.
        """
        while True:
            now = self._clock.now()
            leader = await self._store.board(found, job.id, now, _FLIGHT, known)
            if leader == job.id:
                return job.id
            if leader is None:
                entry = await self._store.recall(known, now)
                if entry is not None:
                    return entry.job.id
                known = ()  # its pictures are not all there any more
                continue
            entry = await self._outcome(leader)
            if entry is not None and len(entry.pictures) >= job.request.count:
                return leader
            await self._store.land(found, leader)

    async def _outcome(self, leader: int) -> Entry | None:
        """Wait while it is being drawn. None: nothing will come of it."""
        while True:
            job = await self._jobs.get(leader)
            if job is None or job.state is not State.DRAWING:
                return await self._gallery.entry(leader) if job is not None and job.state in DRAWN else None
            await self._clock.sleep(_LOOK)
