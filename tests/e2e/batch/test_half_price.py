"""Many prompts at half price: handed to an emulated provider's batch mode over real HTTP, and brought home whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from adapters.clock import SystemClock
from adapters.images.targets import open_targets
from bot.model import Ending, State
from bot.resilience import Target
from storage.engine import database_url, open_engine
from tests.contracts.provider_stage import CATALOGUE
from tests.contracts.store_audit import assert_sound
from tests.e2e.batch.test_batches import document
from tests.e2e.flow.stage import Stage, open_stage, png
from tests.emulators.providers.gemini import Emulated
from tests.fakes.provider import FakeProvider

FOX, REFUSED, HARE = "a fox", "to be refused", "a hare"


@asynccontextmanager
async def stage_of(
    folder: Path, service: Emulated, *, key: str | None = None, work: bool = True, quota: str = "10/day"
) -> AsyncGenerator[Stage]:
    """Gemini first, which has a batch mode, then somebody who has none. The ledger is sound when it closes."""
    clock = SystemClock()

    def targets(provider: FakeProvider) -> list[Target]:
        keys = [service.key if key is None else key]
        gemini = open_targets(CATALOGUE, "gemini", clock=clock, keys=keys, base_urls=[service.base_url])
        return [*gemini, Target(id="fake/here/key1", provider=provider, order=1)]

    provider = FakeProvider(clock, develop=png)
    async with open_stage(folder, provider, work=work, targets=targets, half_price="true", quota_person=quota) as stage:
        yield stage
    engine = open_engine(database_url(f"sqlite:///{folder / 'bananabot.db'}"))
    await assert_sound(engine)
    await engine.close()


async def ten_minutes_later(folder: Path) -> None:
    """Whoever was handing in is taken for dead."""
    engine = open_engine(database_url(f"sqlite:///{folder / 'bananabot.db'}"))
    await engine.write(lambda c: c.execute(sa.text("DELETE FROM notes WHERE key LIKE '%half/1/in%'")).rowcount)
    await engine.close()


async def handed_in(service: Emulated, count: int = 1) -> None:
    async with asyncio.timeout(60):
        while len(service.batches) < count:
            await asyncio.sleep(0.01)


async def test_lines_are_drawn_by_the_batch_mode_for_half_and_failures_are_kept(tmp_path: Path) -> None:
    async with Emulated() as service, stage_of(tmp_path, service, quota="3/day") as stage:
        await stage.type("/batch\n" + f"{FOX}\n{REFUSED}\n{HARE}")
        assert "at half price" in await stage.chat.heard("half price")
        words = await stage.chat.heard("1 did not work")
        assert "Line 2: to be refused" in words
        assert "content" in words
        assert document(stage).name.startswith("bananabot-")
        assert [len(parcel.sheets) for parcel in stage.chat.parcels] == [2]
        assert [len(batch) for batch in service.batches] == [3]
        assert stage.provider.requests == []
        jobs = [await stage.ended(number) for number in (1, 2, 3)]
        assert [job.ending for job in jobs] == [Ending.FETCH_CODE, Ending.REFUSED, Ending.FETCH_CODE]
        now = stage.house.clock.now()
        spends = await stage.house.store.reports.spends(now - timedelta(hours=1), now, "UTC")
        whole = CATALOGUE["gemini"].models["gemini-nano-banana-2.1"].price["1k"]
        assert sum(spend.micros for spend in spends) <= 2 * whole * 0.6
        assert sum(spend.calls for spend in spends) == 2
        await stage.type("a mouse")  # the refused line's unit has come back
        await stage.chat.until(2)


async def test_after_a_restart_the_same_batch_is_waited_for(tmp_path: Path) -> None:
    async with Emulated() as service:
        service.patience = 10_000
        async with stage_of(tmp_path, service) as stage:
            await stage.type(f"/batch\n{FOX}\n{HARE}")
            await handed_in(service)
        service.patience = 0
        async with stage_of(tmp_path, service) as stage:
            await stage.chat.heard("All done: 2 of 2")
            assert len(service.batches) == 1
            assert stage.provider.requests == []


async def test_a_batch_mode_that_refuses_leaves_the_lines_to_the_slow_lane(tmp_path: Path) -> None:
    async with Emulated() as service, stage_of(tmp_path, service, key="a-wrong-key-of-mine") as stage:
        await stage.type(f"/batch\n{FOX}\n{HARE}")
        await stage.chat.heard("All done: 2 of 2")
        assert service.batches == []
        assert sorted(request.prompt for request in stage.provider.requests) == [FOX, HARE]


async def test_what_was_taken_while_its_process_died_is_found_again_and_not_paid_twice(tmp_path: Path) -> None:
    async with Emulated() as service:
        service.take_another()
        service.answering.clear()
        async with stage_of(tmp_path, service) as stage:
            await stage.type(f"/batch\n{FOX}\n{HARE}")
            await handed_in(service, 2)
        service.answering.set()
        await ten_minutes_later(tmp_path)
        async with stage_of(tmp_path, service) as stage:
            await stage.chat.heard("All done: 2 of 2")
            assert len(service.batches) == 2
            assert stage.provider.requests == []


async def test_what_was_not_taken_when_its_process_died_is_handed_in_again(tmp_path: Path) -> None:
    async with Emulated() as service:
        async with stage_of(tmp_path, service, work=False) as stage:
            await stage.type(f"/batch\n{FOX}\n{HARE}")
            await stage.told()
            now, notes = stage.house.clock.now(), stage.house.store.notes
            shop = next(iter(stage.house.client.status())).id
            await notes.put("batches//1/half", f"{shop} 0 ", now, 3600.0)  # it had begun, and died
        await ten_minutes_later(tmp_path)
        async with stage_of(tmp_path, service) as stage:
            await stage.chat.heard("All done: 2 of 2")
            assert [len(batch) for batch in service.batches] == [2]
            assert stage.provider.requests == []


async def test_a_line_cancelled_meanwhile_stays_cancelled(tmp_path: Path) -> None:
    async with Emulated() as service, stage_of(tmp_path, service) as stage:
        service.patience = 10_000
        await stage.type(f"/batch\n{FOX}\n{HARE}")
        await handed_in(service)
        await stage.type("/cancel 2")
        cancelled = await stage.ended(2)
        service.patience = 0
        await stage.chat.heard("1 did not work")
        assert cancelled.ending is Ending.CANCELLED
        assert (await stage.ended(1)).state is State.WAITING
        assert [len(parcel.sheets) for parcel in stage.chat.parcels] == [1]


async def test_one_line_alone_is_not_made_to_wait_a_day(tmp_path: Path) -> None:
    async with Emulated() as service, stage_of(tmp_path, service) as stage:
        await stage.type(f"/batch\n{FOX}")
        await stage.chat.heard("All done: 1 of 1")
        assert service.batches == []
