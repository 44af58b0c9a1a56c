"""A hundred jobs at once over six real provider files, their services failing at random: each ends once.

Only a lost answer may have been paid for nothing: whatever was told to us is delivered, or was never begun.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from aiohttp import web

from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient, Target
from tests.contracts.provider_stage import emulated
from tests.emulators.providers.server import Emulator, Handler, chunked_garbage, cut, says, wrong_length
from tests.fakes.brisk import Brisk

SIX = ("fal", "replicate", "leonardo", "higgsfield", "gemini", "openai")
JOBS = 100
BEFORE = (
    says(503, "<html>busy</html>"),
    says(500, {"detail": "broken"}),
    says(502, "<html>proxy</html>"),
    says(429, {"detail": "slow down"}, retry_after="0"),
    says(200, "<html>please log in</html>"),
    says(200, {}),
    says(422, {"detail": [{"loc": ["body", "prompt"], "msg": "no", "type": "content_policy_violation"}]}),
    cut(),
    wrong_length(b'{"candidates": ['),
    chunked_garbage(),
)
POLLS = (says(503, "busy"), cut(), says(200, "<html>proxy</html>"), says(429, {}, retry_after="0"), says(404, {}))


@dataclass
class Book:
    """How often each job was turned away before any work, and how often the work was taken and the answer lost."""

    turned_away: Counter[int] = field(default_factory=Counter[int])
    lost: Counter[int] = field(default_factory=Counter[int])

    def job(self, body: bytes) -> int:
        found = re.search(rb"job number (\d+)\.", body)
        assert found
        return int(found.group(1))


class Weather(deque[Handler]):
    """Stands where a test's plays stand: now and then there is one."""

    def __init__(self, chance: float, random: Random, plays: tuple[Handler, ...]) -> None:
        super().__init__()
        self._chance = chance
        self._random = random
        self._plays = plays

    def __bool__(self) -> bool:
        return self._random.random() < self._chance

    def popleft(self) -> Handler:
        return self._random.choice(self._plays)


def turned_away(play: Handler, book: Book) -> Handler:
    async def told(request: web.Request) -> web.StreamResponse:
        book.turned_away[book.job(await request.read())] += 1
        return await play(request)

    return told


def lost(book: Book) -> Handler:
    async def taken(request: web.Request) -> web.StreamResponse:
        book.lost[book.job(await request.read())] += 1
        await request.match_info.handler(request)
        return await cut()(request)

    return taken


@asynccontextmanager
async def town(file: Path, seed: int, clock: Brisk) -> AsyncGenerator[tuple[Resilient, list[Emulator], Book]]:
    random, book = Random(seed), Book()
    plays = (*(turned_away(play, book) for play in BEFORE), lost(book))
    targets: list[Target] = []
    services: list[Emulator] = []
    async with AsyncExitStack() as stack:
        for name in SIX:
            service = await stack.enter_async_context(emulated(name)())
            service.plays, service.polls = Weather(0.3, random, plays), Weather(0.2, random, POLLS)
            services.append(service)
            opened = open_targets(
                load(file), name, clock=clock, keys=[service.key], base_urls=[service.base_url]
            )  # fmt: skip
            targets += opened
            for one in opened:
                assert isinstance(one.provider, HttpProvider)
                stack.push_async_callback(one.provider.aclose)
        client = Resilient(targets, clock=clock, random=Random(seed))
        stack.push_async_callback(client.close)
        yield client, services, book


async def ending(client: Resilient, number: int, deadline: float) -> Generation | ProviderError:
    try:
        return await client.draw(ImageRequest(prompt=f"job number {number}."), Ticket(job=number, deadline=deadline))
    except ProviderError as error:
        return error


@pytest.mark.parametrize(
    "seed", [1, 2, pytest.param(3, marks=pytest.mark.slow), pytest.param(4, marks=pytest.mark.slow)]
)
async def test_each_job_ends_once(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "fast.toml"
    file.write_text("".join(f"[{name}]\npoll = 0.01\nconcurrency = 100\n" for name in SIX[:4]), "utf-8")
    clock = Brisk()
    deadline = clock.monotonic() + 600.0
    async with town(file, seed, clock) as (client, services, book):
        ends = await asyncio.gather(*(ending(client, number, deadline) for number in range(JOBS)))
        arrived = Counter(
            book.job(one.body) for service in services for one in service.drawings if b"job number" in one.body
        )
        for number, end in enumerate(ends):
            told = arrived[number] - book.turned_away[number] - book.lost[number]
            match end:
                case Generation():
                    assert len(end.pictures) == 1
                    assert told == 1, "handed in again after an answer had come"
                case _:
                    assert told == 0, f"taken, and told as {end}"
        drawn = sum(isinstance(end, Generation) for end in ends)
        assert drawn > JOBS * 0.6
