"""The durable life of jobs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model import Chat, Ending, Generation, Job, Position, State
from bot.ports import Accepted, Found, Order, Ready, Receipt
from storage.engine import Engine
from storage.queries import place, queue
from storage.transactions import claim, draw, finish, late, sweep
from storage.transactions import lease as leases
from storage.transactions.accept import accept
from storage.transactions.finish import End
from storage.transactions.house import House
from storage.transactions.replacing import replace

_UNSENT = frozenset({State.ACCEPTED, State.DRAWING, State.DRAWN, State.DELIVERING})


class Jobs:
    """Implements `bot.ports.JobStore`."""

    def __init__(self, engine: Engine, house: House) -> None:
        self._engine = engine
        self._house = house

    async def accept(self, order: Order, now: datetime) -> Accepted:
        return await self._engine.write(accept, self._house, order, now)

    async def replace(self, job: int, order: Order, now: datetime) -> Accepted | None:
        return await self._engine.write(replace, self._house, job, order, now)

    async def asked(self, chat: Chat, message: str, since: datetime) -> Job | None:
        return await self._engine.read(queue.asked, chat, message, since)

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
        return await self._engine.write(
            claim.claim, self._house, owner, count, now=now, lease=lease, platforms=platforms, patient=patient
        )

    async def pick(self, owner: str, job: int, now: datetime, lease: float) -> Job | None:
        return await self._engine.write(claim.pick, owner, job, now=now, lease=lease)

    async def unhold(self, jobs: Sequence[int], now: datetime) -> None:
        await self._engine.write(claim.unhold, jobs, now)

    async def renew(self, owner: str, jobs: Sequence[int], now: datetime, lease: float) -> set[int]:
        return await self._engine.write(leases.renew, owner, jobs, now=now, lease=lease)

    async def submitted(self, owner: str, job: int, submission: str) -> None:
        await self._engine.write(leases.submitted, owner, job, submission)

    async def drawn(
        self, owner: str, job: int, generation: Generation, now: datetime, found: Found | None = None
    ) -> Ready:
        return await self._engine.write(draw.drawn, owner, job, generation, now=now, found=found)

    async def late(self, job: int, generation: Generation, now: datetime) -> bool:
        return await self._engine.write(late.late, job, generation, now)

    async def wasted(self, job: int, generation: Generation, now: datetime) -> None:
        await self._engine.write(late.wasted, job, generation, now)

    async def unanswered(self, since: datetime) -> list[Job]:
        return await self._engine.read(late.unanswered, since)

    async def delivering(self, owner: str, job: int, now: datetime) -> None:
        del now
        await self._engine.write(leases.delivering, owner, job)

    async def delivered(self, owner: str, job: int, receipt: Receipt, ending: Ending, now: datetime) -> str | None:
        return await self._engine.write(draw.delivered, owner, job, receipt=receipt, ending=ending, now=now)

    async def waiting(self, owner: str, job: int, ending: Ending, now: datetime) -> None:
        end = End(State.WAITING, ending)
        await self._engine.write(finish.finish, owner, job, states=draw.SENDING, end=end, now=now)

    async def refund(self, owner: str, job: int, ending: Ending, reason: str, now: datetime) -> None:
        end = End(State.REFUNDED, ending, reason)
        await self._engine.write(finish.finish, owner, job, states=_UNSENT, end=end, now=now)

    async def release(self, owner: str, job: int, now: datetime, *, after: float = 0.0, stopped: bool = False) -> None:
        await self._engine.write(leases.release, owner, job, now, after, stopped=stopped)

    async def cancel(self, job: int, person: int, now: datetime) -> Job | None:
        return await self._engine.write(finish.cancel, job, person, now)

    async def remember_waiting(self, job: int, message: str) -> bool:
        return await self._engine.write(leases.remember_waiting, job, message)

    async def sweep(self, now: datetime) -> int:
        return await self._engine.write(sweep.sweep, self._house, now)

    async def owners(self) -> list[str]:
        return await self._engine.read(sweep.owners)

    async def disown(self, owner: str, now: datetime) -> int:
        return await self._engine.write(sweep.disown, owner, now)

    async def untold(self, platforms: Collection[str] | None = None, count: int = 500) -> list[Job]:
        return await self._engine.write(sweep.untold, platforms, count)

    async def get(self, job: int) -> Job | None:
        return await self._engine.read(queue.job, job)

    async def unfinished(self, person: int) -> list[Job]:
        return await self._engine.read(queue.unfinished, person)

    async def children(self, job: int) -> list[Job]:
        return await self._engine.read(queue.children, job)

    async def position(self, job: int, now: datetime) -> Position:
        return await self._engine.read(place.position, job, now)
