"""One process listens where the platform allows only one: it holds a lease, and another takes over when it dies.

A leader that was thought dead and comes back does no harm: an event is taken in once, whoever hears it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from adapters.queue.owner import Owner
from bot.errors import StoreError
from bot.ports import Clock, PlatformMemory

log = logging.getLogger(__name__)

_LEASE = 15.0
_BEAT = 5.0


class Leader:
    """`key` names what is led, in the memory that all processes share. Seconds: how long a lease lasts, how often it is renewed."""

    def __init__(
        self,
        key: str,
        memory: PlatformMemory,
        clock: Clock,
        owner: Owner,
        *,
        lease: float = _LEASE,
        beat: float = _BEAT,
    ) -> None:
        self._key = key
        self._memory = memory
        self._clock = clock
        self._owner = owner
        self._me = str(owner)
        self._until = 0.0
        self._lease = lease
        self._beat = beat

    async def lead(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` while the lease is ours; wait for it before that and again after losing it. Ends when `work` does."""
        waiting = False
        while True:
            if await self._taken():
                waiting = False
                if await self._led(work):
                    return
                log.warning("another process listens now", extra={"what": self._key})
            elif not waiting:
                log.info("another process listens; this one takes over when that one ends", extra={"what": self._key})
                waiting = True
            await self._clock.sleep(self._beat)

    async def _led(self, work: Callable[[], Awaitable[None]]) -> bool:
        """True: the work ended by itself (or raised). False: the lease was lost, the work is stopped."""
        working = asyncio.ensure_future(work())
        keeping = asyncio.create_task(self._keep())
        try:
            await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                return True
            return False
        finally:
            for task in (working, keeping):
                task.cancel()
            await asyncio.gather(working, keeping, return_exceptions=True)
            await self._release()

    async def _keep(self) -> None:
        """Returns when the lease is lost."""
        while True:
            await self._clock.sleep(self._beat)
            if not await self._taken() and self._clock.monotonic() >= self._until:
                return

    async def _taken(self) -> bool:
        """Whether it is ours for another while. A store that does not answer changes nothing yet: the lease runs on."""
        now, begun = self._clock.now(), self._clock.monotonic()
        try:
            holder = await self._memory.get(self._key, now)
            free = holder is None or holder == self._me or self._owner.knows_dead(holder)
            taken = free and await self._memory.swap(self._key, holder, self._me, now, self._lease)
        except StoreError:
            log.exception("cannot ask who listens", extra={"what": self._key})
            return False
        self._until = begun + self._lease if taken else min(self._until, begun)
        return taken

    async def _release(self) -> None:
        try:
            await self._memory.swap(self._key, self._me, None, self._clock.now(), self._lease)
        except StoreError:
            log.exception("the lease is not given back; it runs out", extra={"what": self._key})
