"""The in-process dispatcher: claims jobs from the store and works on as many at once as it may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress

from adapters.queue.bell import Bell
from adapters.queue.claims import Claims, Rhythm
from adapters.queue.hands import Hands, Work
from adapters.queue.owner import Owner
from adapters.queue.window import Window
from bot.errors import LeaseLost, StoreBusy, StoreError
from bot.model import State
from bot.ports import Clock

log = logging.getLogger(__name__)


class Dispatcher:
    """`run` works until cancelled; cancelling drains: no new claims, running work may end."""

    def __init__(
        self,
        *,
        jobs: Claims,
        work: Work,
        bell: Bell,
        clock: Clock,
        owner: Owner,
        slots: int,
        window: Window,
        platforms: Collection[str] | None = None,
        rhythm: Rhythm | None = None,
        swept: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._jobs = jobs
        self._clock = clock
        self._me = owner
        self._owner = str(owner)
        self._slots = slots
        self._platforms = platforms
        self._rhythm = rhythm or Rhythm()
        self._swept = swept
        self._bell = bell
        self._window = window
        self._hands = Hands(work, str(owner), window, bell.ring)
        self._looked: float | None = None
        self._stumbled = ""
        self._beside: asyncio.Task[None] | None = None

    @property
    def busy(self) -> int:
        """How many jobs are being worked on."""
        return len(self._hands)

    async def check(self) -> None:
        """Whether work goes on here, or never began (another process draws). Raises `StoreBusy`."""
        if self._stumbled:
            raise StoreBusy(self._stumbled)
        if self._looked is not None and self._clock.monotonic() - self._looked > self._rhythm.lease:
            raise StoreBusy("nobody has looked after the queue for as long as a lease lasts")

    async def run(self) -> None:
        """Sweep, claim, work, renew; until cancelled, then drain within the rhythm's bound and release the rest."""
        await self._bury()
        beat = asyncio.create_task(self._beat())
        try:
            while True:
                await self._claim()
                await self._bell.wait()
        finally:
            await self._drain(beat)

    # ── claiming ──

    async def _claim(self) -> None:
        while (free := self._slots - len(self._hands)) > 0:
            try:
                lease, room = self._rhythm.lease, self._window.room()
                jobs = await self._jobs.claim(
                    self._owner, free, self._clock.now(), lease, self._platforms, patient=room
                )
            except StoreError:
                log.exception("cannot claim; the next beat tries again")
                return
            for job in jobs:
                self._hands.take(job)
            if len(jobs) < free:
                self._window.when_open(self._bell.ring)
                return

    # ── keeping ──

    async def _bury(self) -> None:
        """What a killed process of this machine held is free at once, not when its leases run out."""
        try:
            for other in await self._jobs.owners():
                if self._me.knows_dead(other):
                    await self._jobs.disown(other, self._clock.now())
        except StoreError:
            log.exception("cannot see who is dead; leases will run out")

    async def _beat(self) -> None:
        while True:
            await self._look()
            await self._clock.sleep(self._rhythm.beat)

    async def _look(self) -> None:
        """Renew what is ours, stop what is not any more, bring back what others dropped."""
        now = self._clock.now()
        try:
            if ours := self._hands.held():  # as it is now: what is claimed meanwhile has a fresh lease
                kept = await self._jobs.renew(self._owner, list(ours), now, self._rhythm.lease)
                for job in ours.keys() - kept:
                    await self._let_go(job, ours[job])
            await self._jobs.sweep(now)
            self._attend()
            self._looked, self._stumbled = self._clock.monotonic(), ""
        except StoreError as error:
            self._stumbled = f"the last look failed: {error}"
            log.exception("the store does not answer; leases are not renewed")
        except Exception:
            log.exception("a look around failed; the next beat tries again")
        self._bell.ring()

    def _attend(self) -> None:
        """What is done at every look is done beside it: telling hundreds may take minutes, and leases last one."""
        if self._swept is not None and (self._beside is None or self._beside.done()):
            self._beside = asyncio.create_task(_careful(self._swept))

    async def _let_go(self, job: int, task: asyncio.Task[None]) -> None:
        """Stop working on what another worker has now; what has ended is only being told, and may be."""
        now = await self._jobs.get(job)
        if now is None or not now.state.ended:
            task.cancel()

    async def _drain(self, beat: asyncio.Task[None]) -> None:
        """Running work may end while its leases are still renewed; what does not end in time goes back to the queue."""
        await self._hands.finish(self._rhythm.drain)
        await self._window.close()
        helpers = [beat] if self._beside is None else [beat, self._beside]
        for helper in helpers:
            helper.cancel()
        left = await self._hands.stop()
        await asyncio.gather(*helpers, return_exceptions=True)
        for job in left:
            with suppress(StoreError, LeaseLost):
                await self._release(job)

    async def _release(self, job: int) -> None:
        """Back to the queue; but what was being sent when time ran out may have arrived: the sweep will say so."""
        found = await self._jobs.get(job)
        if found is not None and found.state is not State.DELIVERING:
            await self._jobs.release(self._owner, job, self._clock.now(), stopped=True)


async def _careful(swept: Callable[[], Awaitable[None]]) -> None:
    try:
        await swept()
    except Exception:
        log.exception("what is done at every look failed; the next beat tries again")
