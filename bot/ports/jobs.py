"""The durable life of jobs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Chat, Ending, Generation, Job, Position
from bot.ports.gallery import Ready
from bot.ports.messages import Receipt
from bot.ports.orders import Accepted, Order
from bot.ports.reuse import Found


class JobStore(Protocol):
    """The durable life of jobs. Every method is one transaction; every move is conditional on state and owner."""

    async def accept(self, order: Order, now: datetime) -> Accepted:
        """Drop the duplicate, reserve against every rule, insert the job; all or nothing. Raises `QuotaExceeded`."""
        ...

    async def replace(self, job: int, order: Order, now: datetime) -> Accepted | None:
        """Let an order take the place of a job that nobody has begun: its turn, its waiting message, its units; all or nothing.

        None: the job does not wait any more, or is somebody else's. Raises what `accept` raises.
        """
        ...

    async def asked(self, chat: Chat, message: str, since: datetime) -> Job | None:
        """The newest job since then that was asked for with that message."""
        ...

    async def claim(
        self,
        owner: str,
        count: int,
        now: datetime,
        lease: float,
        platforms: Collection[str] | None = None,
        *,
        patient: int | None = None,
    ) -> list[Job]:
        """Take up to `count` jobs to draw (or drawn ones to deliver), fairest first, for `lease` seconds.

        `platforms`: only what can be handed over here. `patient`: at most so many of the lanes that wait (`Lane.waits`).
        None: whichever, however many.
        """
        ...

    async def pick(self, owner: str, job: int, now: datetime, lease: float) -> Job | None:
        """Take this very job to draw, held back or not. None: it is no longer in the queue."""
        ...

    async def unhold(self, jobs: Sequence[int], now: datetime) -> None:
        """Whatever of these is still held back may be claimed at once."""
        ...

    async def renew(self, owner: str, jobs: Sequence[int], now: datetime, lease: float) -> set[int]:
        """Extend leases; return those still ours."""
        ...

    async def submitted(self, owner: str, job: int, submission: str) -> None:
        """Remember the provider's own job handle. Raises `LeaseLost`."""
        ...

    async def drawn(
        self, owner: str, job: int, generation: Generation, now: datetime, found: Found | None = None
    ) -> Ready:
        """The pictures are in the blob store. Records cost, and who may have them too (`ReuseStore`). Raises `LeaseLost`."""
        ...

    async def late(self, job: int, generation: Generation, now: datetime) -> bool:
        """Pictures came after all, and are in the blob store. False: nobody waits for them.

        A job given up (FAILED, EXPIRED) ends LATE instead, with its person untold; one that waits in the queue is drawn.
        """
        ...

    async def wasted(self, job: int, generation: Generation, now: datetime) -> None:
        """No picture came, or one that nobody needs any more: what it cost counts, once for each of the provider's request ids."""
        ...

    async def unanswered(self, since: datetime) -> list[Job]:
        """Jobs given up since then (FAILED, EXPIRED) whose provider had named a job of its own, oldest first."""
        ...

    async def delivering(self, owner: str, job: int, now: datetime) -> None:
        """About to send: from here a crash leaves a doubtful delivery. Raises `LeaseLost`."""
        ...

    async def delivered(self, owner: str, job: int, receipt: Receipt, ending: Ending, now: datetime) -> str | None:
        """Settle; return the message that showed the job waiting. `ending` is CONFIRMED or DOUBTFUL. Raises `LeaseLost`."""
        ...

    async def waiting(self, owner: str, job: int, ending: Ending, now: datetime) -> None:
        """Settle; the picture waits under its code. Raises `LeaseLost`."""
        ...

    async def refund(self, owner: str, job: int, ending: Ending, reason: str, now: datetime) -> None:
        """End without a picture and give everything back. Raises `LeaseLost`."""
        ...

    async def release(self, owner: str, job: int, now: datetime, *, after: float = 0.0, stopped: bool = False) -> None:
        """Give the job back to the queue, not before `after` seconds from now.

        `stopped`: its process ends in good order, which does not count among the interruptions that end a job at last.
        """
        ...

    async def cancel(self, job: int, person: int, now: datetime) -> Job | None:
        """Cancel an unfinished job of this person and refund it. None if there is none or it is past cancelling."""
        ...

    async def remember_waiting(self, job: int, message: str) -> bool:
        """Keep the id of the message that shows this job waiting. False: it has ended, that message is nobody's now."""
        ...

    async def sweep(self, now: datetime) -> int:
        """Requeue expired leases, mark interrupted deliveries doubtful, expire the too old. Return how many moved."""
        ...

    async def owners(self) -> list[str]:
        """Everybody who holds a lease now."""
        ...

    async def disown(self, owner: str, now: datetime) -> int:
        """This owner is known to be dead: its leases end now, and the next sweep brings its jobs back. Return how many."""
        ...

    async def untold(self, platforms: Collection[str] | None = None, count: int = 500) -> list[Job]:
        """At most `count` jobs of these platforms (None: of all) whose person was not told how they ended, each once.

        A sweep ended them (DOUBTFUL, FAILED, EXPIRED), or their picture came LATE.
        """
        ...

    async def get(self, job: int) -> Job | None: ...

    async def unfinished(self, person: int) -> list[Job]:
        """This person's running and queued jobs, oldest first."""
        ...

    async def children(self, job: int) -> list[Job]:
        """Jobs made from this one (again, vary, retry), oldest first."""
        ...

    async def position(self, job: int, now: datetime) -> Position: ...


class Doorbell(Protocol):
    """Says that work is ready. Losing a ring loses nothing: the sweep rings again."""

    def ring(self) -> None: ...
