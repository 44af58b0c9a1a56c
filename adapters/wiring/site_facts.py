"""What the pages and the metrics ask of the store."""

from __future__ import annotations

from datetime import timedelta

from adapters.wiring.opened import OpenHouse
from bot.model import State
from bot.reuse.spare import HOUSE


async def picture(house: OpenHouse, picture: int) -> tuple[bytes, str] | None:
    found = await house.store.gallery.picture(picture)
    data = await house.store.blobs.get(found[0].digest) if found is not None else None
    return None if found is None or data is None else (data, found[0].media_type)


async def backlog(house: OpenHouse) -> None:
    await house.store.reports.backlog(house.clock.now())


async def jobs(house: OpenHouse) -> dict[str, float]:
    backlog = await house.store.reports.backlog(house.clock.now())
    return {state.value: float(count) for state, count in backlog.states.items()}


async def ahead(house: OpenHouse) -> dict[str, float]:
    now, found = house.clock.now(), dict.fromkeys(State, 0.0)
    for tally in await house.store.reports.tallies(HOUSE, now - timedelta(days=1), now, "UTC"):
        found[tally.state] += tally.jobs
    return {state.value: count for state, count in found.items()}
