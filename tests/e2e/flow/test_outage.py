"""An outage that is known: the job goes back to the queue, holds its units, and is drawn when the breaker has rested."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.errors import Overloaded
from bot.model import Job, State
from bot.ports import TargetState
from tests.e2e.flow.stage import Stage, open_stage, png
from tests.fakes.clock import FakeClock
from tests.fakes.provider import Act, FakeProvider

REST = 250.0
_STRIDE = 0.5  # seconds that pass for each breath of the loop


@asynccontextmanager
async def passing(clock: FakeClock) -> AsyncGenerator[None]:
    """Time goes by, much faster than on the wall."""

    async def pass_on() -> None:
        while True:
            await clock.advance(_STRIDE)
            await asyncio.sleep(0.001)

    task = asyncio.create_task(pass_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_back(stage: Stage, provider: FakeProvider) -> Job:
    """The first job, asked for in vain and in the queue again."""
    async with asyncio.timeout(60):
        while True:
            job = await stage.house.store.jobs.get(1)
            assert job is not None
            assert not job.state.ended
            if provider.calls and job.state is State.ACCEPTED:
                return job
            await asyncio.sleep(0.005)


async def test_a_job_waits_in_the_queue_until_the_breaker_has_rested(tmp_path: Path) -> None:
    clock = FakeClock()
    provider = FakeProvider(clock, script=[Act(0.1, Overloaded())], develop=png)
    async with open_stage(tmp_path, provider, quota_person="3/day") as stage:
        began = clock.now()
        open_until = began + timedelta(seconds=REST)
        await stage.house.store.targets.save(
            TargetState(
                name="target:fake/here/key1", until=open_until, reason="10 calls failed in a row", strikes=1, version=1
            )
        )
        await stage.house.client.refresh()
        async with passing(clock):
            await stage.type("a fox")
            await until_back(stage, provider)
            in_vain, back = len(provider.calls), clock.now()
            assert back < open_until, "it did not wait for its deadline"
            assert stage.house.client.waiting == 0
            provider.script = [Act(1.0)]
            job = await stage.ended(1)
            await stage.chat.until(1)
        assert job.state is State.DELIVERED
        assert job.attempts == 2
        assert len(provider.calls) == in_vain + 1
        assert clock.now() >= open_until
        await stage.told()
        await stage.type("/quota")
        await stage.told()
        assert "2 of 3" in stage.chat.said[-1]
        refused = stage.house.texts.say("en", "job.failed").split(".")[0]
        assert not any(refused in said for said in stage.chat.said)
