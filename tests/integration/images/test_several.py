"""Several pictures of one drawing, and several jobs."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import pytest

from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import ContentRefused, OutcomeUnknown, ProviderError, Throttled
from bot.model import Generation, ImageRequest
from tests.contracts.provider_stage import PROMPT, RealClock, emulated, stage, ticket
from tests.emulators.providers.server import Handler, cut, says


async def test_one_of_several_pictures_may_fail() -> None:
    async with stage("gemini") as (provider, service):
        service.plays.append(says(200, {"candidates": []}))
        drawn = await provider.draw(ImageRequest(prompt=PROMPT, count=3), ticket(provider))
        assert len(drawn.pictures) == 2
        assert drawn.micros < 3 * 33_600


@pytest.mark.parametrize(
    ("play", "again"),
    [
        (says(429, {}), 1),
        (says(503, "busy"), 1),
        (says(402, {"error": {"message": "pay"}}), 1),
        (says(200, {"candidates": []}), 1),
        (says(200, {"promptFeedback": {"blockReason": "SAFETY"}}), 0),
        (cut(), 0),
        (says(400, {"error": {"message": "no"}}), 0),
    ],
    ids=["throttled", "busy", "balance", "empty", "refused", "lost", "invalid"],
)
async def test_only_what_was_neither_refused_nor_lost_may_be_asked_for_again(play: Handler, again: int) -> None:
    async with stage("gemini") as (provider, service):
        service.plays.append(play)
        drawn = await provider.draw(ImageRequest(prompt=PROMPT, count=3), ticket(provider))
        assert (len(drawn.pictures), drawn.again) == (2, again)


@pytest.mark.parametrize(
    ("plays", "error"),
    [
        ([says(429, {}), cut(), says(200, {"promptFeedback": {"blockReason": "SAFETY"}})], ContentRefused),
        ([says(429, {}), cut(), says(500, {})], OutcomeUnknown),
        ([says(429, {}), says(429, {}), says(429, {})], Throttled),
    ],
)
async def test_when_all_fail_the_weightiest_is_told(plays: list[Any], error: type[ProviderError]) -> None:
    async with stage("gemini") as (provider, service):
        service.plays.extend(plays)
        with pytest.raises(error):
            await provider.draw(ImageRequest(prompt=PROMPT, count=3), ticket(provider))


async def test_several_jobs_of_one_drawing_are_found_again() -> None:
    """ComfyUI draws four in one job; two drawings are noted as two lines and both resumed."""
    async with stage("comfyui") as (provider, service):
        noted: list[str] = []

        async def submitted(handle: str) -> None:
            noted.append(handle)

        for _ in range(2):
            await provider.draw(ImageRequest(prompt=PROMPT, count=2), ticket(provider, submitted=submitted))
        again = await provider.draw(ImageRequest(prompt=PROMPT, count=4), ticket(provider, submission="\n".join(noted)))
        assert len(again.pictures) == 4
        assert len(service.drawings) == 2


async def test_a_hundred_jobs_over_six_providers_each_end_once() -> None:
    names = ["gemini", "openai", "openrouter", "laozhang", "stability", "comfyui"]
    dice = random.Random(7)
    clock = RealClock()
    services = [emulated(name)() for name in names]
    opened: list[HttpProvider] = []
    async with services[0], services[1], services[2], services[3], services[4], services[5]:
        for name, service in zip(names, services, strict=True):
            service.plays.extend(dice.choice(FAULTS) for _ in range(8))
            keys = [] if load()[name].key == "none" else [service.key]
            provider = open_targets(load(), name, clock=clock, keys=keys, base_urls=[service.base_url])[0].provider
            assert isinstance(provider, HttpProvider)
            opened.append(provider)

        async def job(number: int) -> Generation | ProviderError:
            provider = opened[number % 6]
            try:
                return await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, 600.0))
            except ProviderError as error:
                return error

        began = time.monotonic()
        ended = await asyncio.gather(*(job(number) for number in range(100)))
        assert time.monotonic() - began < 20
        drawn = [one for one in ended if isinstance(one, Generation)]
        assert len(ended) == 100
        assert len(drawn) >= 52
        handed_in = sum(len(service.drawings) for service in services)
        assert handed_in == 100, "nothing is handed in twice by the kit itself"
        for provider in opened:
            await provider.aclose()


FAULTS = [
    says(429, {}),
    says(503, "busy"),
    says(500, {"error": "x"}),
    says(401, {}),
    cut(),
    says(200, "<html>"),
    says(400, {"error": {"code": "moderation_blocked"}}),
]
