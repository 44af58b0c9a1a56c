"""What people ask for most is there before they ask, drawn in the last hours of a provider's day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.clock import SystemClock
from bot.model import Fund
from bot.resilience import Target
from bot.reuse.spare import HOUSE
from tests.e2e.flow.stage import Stage, open_stage, png
from tests.e2e.reuse.test_spared import BEN, BENS
from tests.fakes.provider import FakeProvider

STARTER = "a lighthouse at dusk, waves, calm"


def evening(provider: FakeProvider) -> list[Target]:
    """Where the provider is, midnight is one to two hours away, whenever the test runs."""
    offset = (22 - datetime.now(UTC).hour + 12) % 24 - 12
    zone = f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"
    return [Target(id="fake/here/key1", provider=provider, allowance=1000, zone=zone)]


async def shelved(stage: Stage) -> int:
    """How many lie ready, once there is one."""
    async with asyncio.timeout(60):
        while True:
            now = stage.house.clock.now()
            tallies = await stage.house.store.reports.tallies(HOUSE, now - timedelta(days=1), now, "UTC")
            if ready := sum(tally.jobs for tally in tallies if tally.state.ended):
                return ready
            await asyncio.sleep(0.01)


async def test_a_preset_asked_for_lately_is_there_for_the_next_one_at_once(tmp_path: Path) -> None:
    async with open_stage(tmp_path, FakeProvider(SystemClock(), develop=png), targets=evening) as stage:
        await stage.type(STARTER)
        await stage.chat.until(1)
        await stage.ended(1)
    provider = FakeProvider(SystemClock(), develop=png)
    async with open_stage(tmp_path, provider, targets=evening, predraw="3") as stage:
        assert await shelved(stage) == 1
        assert len(provider.calls) == 1
        assert stage.chat.said == []
        await stage.type(STARTER, sender=BEN, chat=BENS, event="later")
        await stage.chat.until(1)
        job = await stage.ended(stage.chat.parcels[0].job)
        assert (job.fund, job.units, len(provider.calls)) == (Fund.REUSED, 0, 1)
        assert "0 units" in stage.chat.parcels[0].caption


async def test_it_is_off_unless_the_operator_wants_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path, targets=evening) as stage:
        await stage.type(STARTER)
        await stage.chat.until(1)
        await stage.ended(1)
    async with open_stage(tmp_path, targets=evening) as stage:
        await stage.type(STARTER, sender=BEN, chat=BENS, event="later")
        await stage.chat.until(1)
        assert len(stage.provider.calls) == 1
        assert (await stage.ended(stage.chat.parcels[0].job)).fund is Fund.ALLOWANCE
