"""The service as `bananabot run` opens it, on the emulated Bot API: real settings, real wiring, real store, a real library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.settings.reading import Settings
from adapters.web.links import Links
from adapters.wiring.duty import Duty
from adapters.wiring.guests import Guests
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from bot.model import Job
from bot.resilience import Target
from tests.e2e.flow.stage import png, settings
from tests.e2e.telegram.conftest import Stage
from tests.fakes.provider import FakeProvider

SECRET = b"a secret of the tests, long enough"


@dataclass(frozen=True, slots=True)
class Service:
    house: OpenHouse
    provider: FakeProvider

    async def ended(self, code: int) -> Job:
        async with asyncio.timeout(60):
            while True:
                job = await self.house.store.jobs.get(code)
                if job is not None and job.state.ended:
                    return job
                await asyncio.sleep(0.005)


def configured(stage: Stage, folder: Path, **variables: str) -> Settings:
    """`quota_person="2/day"` sets BANANABOT_QUOTA_PERSON."""
    telegram = {
        "telegram_token": stage.town.token,
        "telegram_api_url": stage.api.url,
        "telegram_library": stage.settings.library,
    }
    return settings(folder, **telegram, **variables)


@asynccontextmanager
async def serving(
    stage: Stage, folder: Path, provider: FakeProvider | None = None, *, work: bool = True, **variables: str
) -> AsyncGenerator[Service]:
    """`work` False: messages are taken in, nothing is drawn."""
    provider = provider or FakeProvider(SystemClock(), develop=png)
    found, clock = configured(stage, folder, **variables), SystemClock()
    opening = open_house(
        found,
        [],
        secret=SECRET,
        clock=clock,
        painters=lambda _settings, _clock: [Target(id="fake/here/key1", provider=provider)],
        rhythm=Rhythm(lease=30, beat=0.05, drain=5),
        duty=Duty.ALL if work else Duty.INGRESS,
        guests=Guests(found, secret=SECRET, clock=clock, links=Links(SECRET, clock)),
    )
    async with opening as house:
        listening = [asyncio.create_task(house.listen(platform)) for platform in house.platforms]
        try:
            yield Service(house, provider)
        finally:
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
            await house.conversation.close()
