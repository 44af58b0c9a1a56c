"""The memory of what was drawn and of what is being drawn: asked before an order is paid for, and again before drawing.

Who comes second waits for who came first, in whichever process that one draws. A leader that fails, is cancelled or dies
leaves its place to the next who looks: everybody has reserved like for any other picture, and gets it back when served.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import Fund, ImageRequest, Job
from bot.ports import Clock, Entry, Found, GalleryStore, JobStore, Order, Ready, ReuseStore
from bot.reuse.boarding import DRAWN, Boarding
from bot.reuse.exact import Asker, Scope, Sharing, house_key, key
from bot.reuse.likeness import marks, nearest

log = logging.getLogger(__name__)

_RECENT = 7 * 86_400.0  # seconds in which a picture is still offered
CANDIDATES = 6
_TRIED = 3


class Memory:
    def __init__(
        self, *, store: ReuseStore, jobs: JobStore, gallery: GalleryStore, clock: Clock, sharing: Sharing
    ) -> None:
        self._store = store
        self._boarding = Boarding(store, jobs, gallery, clock)
        self._gallery = gallery
        self._clock = clock
        self._sharing = sharing

    @property
    def sharing(self) -> Sharing:
        """The operator's choice."""
        return self._sharing

    async def known(self, order: Order) -> bool:
        """Whether this order can be had at once, for nothing."""
        if order.request.fresh:
            return False
        return await self._recalled(order.request, Asker.of_order(order), self._clock.now()) is not None

    def sought(self, order: Order) -> Order:
        """The same order, to be had for nothing if its pictures are there when it is accepted."""
        if order.request.fresh:
            return order
        return replace(order, known=self._keys(order.request, Asker.of_order(order)))

    async def put(self, order: Order, source: int) -> bool:
        """Let an order (for exactly what `source` shows) be served with the pictures of that job. False: nothing is shared."""
        found = key(order.request, Asker.of_order(order), self._sharing)
        if found is not None:
            await self._store.remember(found, source, self._clock.now(), self._sharing.seconds)
        return found is not None

    async def alike(self, chat: str, request: ImageRequest) -> Entry | None:
        """Pictures of that group that differ from a request by a word or two, and in nothing else."""
        if self._sharing.scope is Scope.OFF or request.private or request.fresh or request.references:
            return None
        since = self._clock.now() - timedelta(seconds=_RECENT)
        found = dict(await self._store.alike(chat, marks(request.prompt), since, CANDIDATES))
        for _ in range(_TRIED):
            best = nearest(request.prompt, list(found.items()))
            if best is None:
                return None
            entry = await self._gallery.entry(best[0])
            if entry is not None and self._offered(entry, request):
                return entry
            del found[best[0]]
        return None

    def _offered(self, entry: Entry, request: ImageRequest) -> bool:
        job = entry.job
        same = replace(job.request, prompt=request.prompt, fresh=False) == request
        recent = (self._clock.now() - job.created).total_seconds() < _RECENT
        return same and recent and job.state in DRAWN and len(entry.pictures) >= request.count

    async def serve(self, owner: str, job: Job) -> Ready | None:
        """Give a claimed job the pictures that are there or about to be. None: this job draws them. Raises `LeaseLost`."""
        found = self._key(job)
        if found is None or job.request.fresh or job.submission is not None or job.fund is Fund.SPARE:
            return None
        while True:
            if job.fund is Fund.REUSED:  # accepted as known: found again even if its time ran out in the queue
                source = await self._recalled(job.request, Asker.of_job(job), job.created)
            else:
                source = await self._boarding.followed(found, job, self._keys(job.request, Asker.of_job(job)))
            if source is None or source == job.id:
                return None
            ready = await self._store.take(owner, job.id, source, self._clock.now())
            if ready is not None:
                log.info("not drawn again", extra={"job": job.id, "source": source})
            if ready is not None or job.fund is Fund.REUSED:
                return ready

    def found(self, job: Job) -> Found | None:
        """Under what the pictures of this job, drawn anew, are found by others. None: they are not."""
        known = self._key(job)
        return None if known is None else Found(known, self._sharing.seconds)

    async def drew(self, job: Job) -> None:
        """This job has its pictures, and the store does not know yet who may find them."""
        found = self.found(job)
        if found is not None:
            await self._store.drew(job.id, found, self._clock.now())
            await self.describe(job)

    async def describe(self, job: Job) -> None:
        """What this job drew for a group may be offered there to who asks for almost the same."""
        asker, request = Asker.of_job(job), job.request
        alone = request.private or request.references or self._sharing.scope is Scope.OFF
        if asker.group and job.fund is not Fund.SPARE and not alone:
            await self._store.describe(job.id, asker.chat, marks(request.prompt))

    async def gave_up(self, job: Job) -> None:
        """This job draws no longer: the next one may."""
        found = self._key(job)
        if found is not None and not job.request.fresh and job.fund is not Fund.SPARE:
            await self._store.land(found, job.id)

    def _key(self, job: Job) -> str | None:
        """What was drawn ahead was drawn by whom we chose; whoever asks for it names nobody."""
        if job.fund is Fund.SPARE:
            return house_key(replace(job.request, provider=None), self._sharing)
        return key(job.request, Asker.of_job(job), self._sharing)

    async def _recalled(self, request: ImageRequest, asker: Asker, at: datetime) -> int | None:
        keys = self._keys(request, asker)
        entry = await self._store.recall(keys, at) if keys else None
        return None if entry is None else entry.job.id

    def _keys(self, request: ImageRequest, asker: Asker) -> list[str]:
        """Their own pictures first, then those that were drawn ahead for everybody."""
        known = key(request, asker, self._sharing), house_key(request, self._sharing)
        return [found for found in known if found is not None]
