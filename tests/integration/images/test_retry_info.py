"""Google says in the body of a 429 how long to wait: over a real socket, through the kit and the whole client."""

from __future__ import annotations

import time
from random import Random

import pytest
from aiohttp import web

from adapters.clock import SystemClock
from adapters.images._provider import HttpProvider
from adapters.images.targets import open_targets
from bot.errors import NobodyLeft, Throttled
from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient
from tests.contracts.provider_stage import CATALOGUE, emulated
from tests.emulators.providers.server import Emulator, Handler, says

FOX = ImageRequest(prompt="a red fox")


def throttled(delay: str) -> Handler:
    """As the Gemini API answers when a minute's limit is used up; no `Retry-After` header comes with it."""
    metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
    violation = {
        "quotaMetric": metric,
        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": "gemini-2.5-flash-image"},
        "quotaValue": "10",
    }
    learn = [
        {
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
        }
    ]
    error = {
        "code": 429,
        "message": f"You exceeded your current quota. * Quota exceeded for metric: {metric}, limit: 10\nPlease retry in {delay}.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]},
            {"@type": "type.googleapis.com/google.rpc.Help", "links": learn},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
        ],
    }
    return says(429, {"error": error})


async def test_the_wait_of_the_body_is_kept_and_no_other() -> None:
    arrivals: list[float] = []

    def noted(play: Handler) -> Handler:
        async def told(request: web.Request) -> web.StreamResponse:
            arrivals.append(time.monotonic())
            return await play(request)

        return told

    async with emulated("gemini")() as service:
        client, provider = opened(service)
        service.plays.extend([noted(throttled("1.7s")), noted(usual)])
        picture = await client.draw(FOX, Ticket(job=1, deadline=time.monotonic() + 60))
        assert picture.pictures
        first, second = arrivals
        assert second - first >= 1.7  # the article's own first wait is at most 1.3 s

        service.plays.extend([throttled("47.3s")])
        with pytest.raises(NobodyLeft) as raised:
            await client.draw(FOX, Ticket(job=2, deadline=time.monotonic() + 30))
        assert isinstance(raised.value.last, Throttled)
        assert raised.value.last.retry_after == pytest.approx(47.3)
        assert raised.value.retry_at is not None
        [status] = client.status()
        assert status.state == "throttled"
        assert status.until is not None
        wait = (status.until - SystemClock().now()).total_seconds()
        assert 40.0 <= wait <= 47.3 * 1.2
        await client.close()
        await provider.aclose()


async def usual(request: web.Request) -> web.StreamResponse:
    return await request.match_info.handler(request)


def opened(service: Emulator) -> tuple[Resilient, HttpProvider]:
    clock = SystemClock()
    targets = open_targets(CATALOGUE, "gemini", clock=clock, keys=[service.key], base_urls=[service.base_url])
    provider = targets[0].provider
    assert isinstance(provider, HttpProvider)
    return Resilient(targets, clock=clock, random=Random(1)), provider
