"""Old prompts and pictures go once a day; what somebody used stays counted, under the keyed hash, for whoever comes back."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from adapters.queue.retention import Retention
from storage.store import Store, open_store
from tests.e2e.flow.stage import open_stage
from tests.fakes.clock import NOON, FakeClock

DAY = 86_400.0
SECRET = b"a secret of the tests, long enough"


async def lived_in(folder: Path) -> None:
    """One picture drawn today by the real clock."""
    async with open_stage(folder, quota_person="3/day") as stage:
        await stage.type("a fox in a secret garden")
        await stage.chat.until(1)
        await stage.ended(1)


def retention(store: Store, clock: FakeClock, days: int | None) -> Retention:
    return Retention(privacy=store.privacy, notices=store.notices, clock=clock, days=days)


async def opened(folder: Path, clock: FakeClock) -> Store:
    return await open_store(f"sqlite+aiosqlite:///{folder}/bananabot.db", folder, SECRET, clock)


async def test_what_is_too_old_goes_once_a_day_and_the_ledger_stays(tmp_path: Path) -> None:
    await lived_in(tmp_path)
    clock = FakeClock(instant=True)
    store = await opened(tmp_path, clock)
    job = await store.jobs.get(1)
    assert job is not None
    (picture,) = (await store.gallery.history(1, 5))[0].pictures
    clock.set(job.created)
    assert await retention(store, clock, 30).sweep() == 0
    clock.set(job.created.replace(year=job.created.year + 1))
    assert await retention(store, clock, None).sweep() == 0
    assert await store.blobs.get(picture.digest) is not None
    clock.set(job.created.replace(year=job.created.year + 2))
    assert await retention(store, clock, 30).sweep() == 1
    assert await retention(store, clock, 30).sweep() == 0  # done for today, in every process
    assert await store.blobs.get(picture.digest) is None
    gone = await store.jobs.get(1)
    assert gone is not None
    assert (gone.request.prompt, gone.units, gone.state) == ("", 1, job.state)
    kinds = [row["kind"] for row in (await store.privacy.export(1)).tables["ledger"]]
    assert kinds == ["reserve", "settle"]
    await store.close()


async def test_it_runs_beside_the_service_and_outlives_a_bad_day(tmp_path: Path) -> None:
    clock = FakeClock(NOON)
    store = await opened(tmp_path, clock)
    running = asyncio.create_task(retention(store, clock, 30).run())
    await clock.advance(61)
    while clock.sleepers == 0:
        await asyncio.sleep(0.001)
    assert not await store.notices.once(f"retention/{NOON:%Y-%m-%d}", clock.now(), DAY)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await store.close()
