"""The studio takes orders and draws them: check, price, reserve, enqueue on one side; claim to stored picture on the other.

No transaction is open while a provider draws, and nothing is said to anybody from here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.errors import BadReference, ContentRefused, LeaseLost, NobodyLeft, ProviderError, StoreError, StoreFull
from bot.model import Ending, Fund, Generation, ImageRequest, Job, Picture, Price
from bot.outcomes import NoPicture, Outcomes, Patience
from bot.ports import Accepted, BlobStore, Clock, Darkroom, Doorbell, ImageProvider, JobStore, Order, Ready, Ticket
from bot.reuse.memory import Memory

log = logging.getLogger(__name__)


class Studio:
    """`dress` turns a request into what is really drawn (a style's words are added there and nowhere else).

    `memory` spares drawings; without it everything is drawn.
    """

    def __init__(
        self,
        *,
        provider: ImageProvider,
        jobs: JobStore,
        blobs: BlobStore,
        darkroom: Darkroom,
        doorbell: Doorbell,
        clock: Clock,
        dress: Callable[[ImageRequest], ImageRequest],
        memory: Memory | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._provider = provider
        self._jobs = jobs
        self._blobs = blobs
        self._darkroom = darkroom
        self._doorbell = doorbell
        self._clock = clock
        self._dress = dress
        self._memory = memory
        self._patience = patience or Patience()
        self._outcomes = Outcomes(jobs, clock, self._patience)

    # ── taking orders ──

    def price(self, request: ImageRequest) -> Price:
        """Raise `UnsupportedRequest` when nobody can draw it."""
        self._provider.check(self._dress(request))
        return self._provider.price(self._dress(request))

    async def accept(self, order: Order) -> Accepted:
        """Reserve and enqueue in one transaction, then ring. Raises `Rejection`s; then nothing was taken."""
        accepted = await self._jobs.accept(order, self._clock.now())
        if accepted.fresh:
            self._doorbell.ring()
        return accepted

    async def replace(self, job: int, order: Order) -> Accepted | None:
        """Let an order take the place of one that still waits. None: it does not. Raises like `accept`."""
        accepted = await self._jobs.replace(job, order, self._clock.now())
        if accepted is not None and accepted.fresh:
            self._doorbell.ring()
        return accepted

    async def keep(self, data: bytes) -> str:
        """Store a reference picture, made ready for any provider; return its content hash. Raises `BadReference`."""
        picture = await self._darkroom.develop(data)
        return await self._blobs.put(picture.data, picture.digest)

    # ── drawing them ──

    async def draw(self, owner: str, job: Job) -> Ready | NoPicture:
        """From claimed to stored pictures, earlier ones where they will do. Raises `LeaseLost` when the job is not ours."""
        if self._memory is not None and (ready := await self._memory.serve(owner, job)) is not None:
            return ready
        if job.fund is Fund.REUSED:  # nothing was reserved for it, so nothing may be spent on it
            return await self._outcomes.end(owner, job, Ending.FAILED, "the pictures it was to get are gone")
        drawn = await self._draw(owner, job)
        if self._memory is not None:
            await (self._memory.gave_up(job) if isinstance(drawn, NoPicture) else self._memory.describe(job))
        return drawn

    async def _draw(self, owner: str, job: Job) -> Ready | NoPicture:
        try:
            generation = await self._provider.draw(self._dress(job.request), await self._ticket(owner, job))
            for picture in generation.pictures:
                await self._blobs.put(picture.data, picture.digest)
        except NobodyLeft as error:
            return await self._outcomes.nobody(owner, job, error)
        except ContentRefused as error:
            return await self._outcomes.end(owner, job, Ending.REFUSED, str(error))
        except (ProviderError, BadReference, StoreFull) as error:
            return await self._outcomes.end(owner, job, Ending.FAILED, str(error))
        except (StoreError, LeaseLost):
            raise
        except Exception as error:
            log.exception("a drawing fell over", extra={"job": job.id})
            return await self._outcomes.end(owner, job, Ending.FAILED, repr(error))
        found = None if self._memory is None else self._memory.found(job)
        return await self._outcomes.drawn(owner, job, generation, found)

    async def _ticket(self, owner: str, job: Job) -> Ticket:
        async def submitted(submission: str) -> None:
            await self._jobs.submitted(owner, job.id, submission)

        async def wasted(spent: Generation) -> None:
            await self._jobs.wasted(job.id, spent, self._clock.now())

        return Ticket(
            job=job.id,
            deadline=self._clock.monotonic() + self._patience.deadline,
            references=tuple([await self._reference(digest) for digest in job.request.references]),
            submission=job.submission,
            submitted=submitted,
            wasted=wasted,
            patient=job.lane.waits,
        )

    async def _reference(self, digest: str) -> Picture:
        data = await self._blobs.get(digest)
        if data is None:
            raise BadReference("reference.gone")
        return await self._darkroom.develop(data)
