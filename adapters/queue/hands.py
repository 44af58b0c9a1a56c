"""The jobs that are being worked on here, a task each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from adapters.queue.window import Window
from bot.errors import StoreError
from bot.model import Job, State

log = logging.getLogger(__name__)

Work = Callable[[str, Job], Awaitable[None]]
"""What to do with a claimed job, given the owner's name that claimed it."""


class Hands:
    """`freed` is called whenever one more job can be taken. `window` knows which of them can wait."""

    def __init__(self, work: Work, owner: str, window: Window, freed: Callable[[], None]) -> None:
        self._work = work
        self._owner = owner
        self._window = window
        self._freed = freed
        self._running: dict[int, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._running)

    def held(self) -> dict[int, asyncio.Task[None]]:
        """As it is now."""
        return dict(self._running)

    def take(self, job: Job) -> None:
        """Begin to work on it."""
        if job.lane.waits and job.state is State.DRAWING:
            self._window.enter(job.id)
        task = asyncio.create_task(self._guarded(job))
        self._running[job.id] = task

        def ended(_: asyncio.Task[None]) -> None:
            self._running.pop(job.id, None)
            self._window.leave(job.id)
            self._freed()

        task.add_done_callback(ended)

    async def finish(self, seconds: float) -> None:
        """Wait that long at most for what is being worked on."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=seconds)

    async def stop(self) -> list[int]:
        """Let everything go; return the jobs that were not finished."""
        left = self.held()
        for task in left.values():
            task.cancel()
        await asyncio.gather(*left.values(), return_exceptions=True)
        return list(left)

    async def _guarded(self, job: Job) -> None:
        """One job's failure is its own: the lease runs out and the sweep brings it back."""
        try:
            await self._work(self._owner, job)
        except StoreError:
            log.exception("the store failed in the middle of a job", extra={"job": job.id})
        except Exception:
            log.exception("a job fell over", extra={"job": job.id})
