"""What the kit does between a request and its pictures, whichever provider it is."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from adapters.images import _json as js
from adapters.images._provider import HttpProvider
from adapters.images._waking import Wakes
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import NoPicture, ProviderError, Throttled, UnsupportedRequest
from bot.model import ImageRequest
from tests.contracts.provider_stage import CATALOGUE, PROMPT, RealClock, open_provider, stage, ticket
from tests.emulators.providers import gemini, laozhang
from tests.emulators.providers.pictures import png, png64
from tests.emulators.providers.server import Emulator, says
from tests.fakes.clock import FakeClock


async def test_the_last_picture_that_is_no_draft_counts() -> None:
    draft = {"thought": True, "inlineData": {"mimeType": "image/png", "data": png64(colour="grey")}}
    final = {"inline_data": {"mime_type": "image/png", "data": png64(colour="gold")}}
    parts = [draft, {"text": "hmm", "thought": True}, final, {"text": "Done."}]
    async with stage("gemini") as (provider, service):
        service.plays.append(says(200, {"candidates": [{"content": {"parts": parts}}]}))
        drawn = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert drawn.pictures[0].data == png(colour="gold")
        assert drawn.note == "Done."
        service.plays.append(says(200, {"candidates": [{"content": {"parts": [draft]}}]}))
        drawn = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert drawn.pictures[0].data == png(colour="grey"), "a lone draft is better than nothing"


async def test_a_picture_in_any_candidate_counts() -> None:
    talk = {"content": {"parts": [{"text": "Look at the other one."}]}, "finishReason": "STOP"}
    final = {
        "index": 1,
        "content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": png64(colour="gold")}}]},
    }
    async with stage("gemini") as (provider, service):
        service.plays.append(says(200, {"candidates": [talk, final]}))
        drawn = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert drawn.pictures[0].data == png(colour="gold")


def test_what_nobody_can_draw_is_answered_with_what_any_model_can() -> None:
    (target,) = open_targets(CATALOGUE, "stability", clock=FakeClock(), keys=["sk-1"])
    three = ImageRequest(prompt=PROMPT, references=("a", "b", "c"))
    with pytest.raises(UnsupportedRequest) as caught:
        target.provider.check(three)
    assert caught.value.fields == {"value": 3, "allowed": 1}


def asked_for(service: Emulator) -> tuple[str, object]:
    """The words of the last drawing, and how much thinking it allows."""
    body = service.drawings[-1].json()
    words = js.text(body, "contents", 0, "parts", 0, "text") or js.text(body, "messages", 0, "content")
    return words, js.at(body, "generationConfig", "thinkingConfig")


@pytest.mark.parametrize("name", ["gemini", "laozhang", "openrouter"])
async def test_who_talked_instead_of_drawing_is_told_to_draw(name: str) -> None:
    plainly = f"Generate an image of the following. {PROMPT}"
    request = ImageRequest(prompt=PROMPT)
    answers: dict[str, dict[str, object]] = {"openrouter": {"choices": []}}
    async with stage(name) as (provider, service):
        for reason, thinking in (("NO_IMAGE", None), ("MAX_TOKENS", {"thinkingLevel": "minimal"})):
            body = answers.get(name) or {"candidates": [{"finishReason": reason}]}
            service.plays.append(says(200, body))
            with pytest.raises(NoPicture):
                await provider.draw(request, ticket(provider))
            assert asked_for(service) == (PROMPT, None)
            await provider.draw(request, ticket(provider))
            assert asked_for(service) == (plainly, None if name in answers else thinking)
            await provider.draw(request, ticket(provider))
            assert asked_for(service) == (PROMPT, None), "it draws again"
        service.plays.append(says(200, answers.get(name) or {}))
        with pytest.raises(NoPicture):
            await provider.draw(request, ticket(provider))
        await provider.draw(request, replace(ticket(provider), job=8))
        assert asked_for(service) == (PROMPT, None), "another job"


URI = f"data:image/png;base64,{png64()}"
SHAPES: dict[str, dict[str, Any]] = {
    "native": {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": png64()}}]}}]},
    "native-in-words": {"candidates": [{"content": {"parts": [{"text": f"Sure ![image]({URI})"}]}}]},
    "chat-images": {"choices": [{"message": {"content": "Sure", "images": [{"image_url": {"url": URI}}]}}]},
    "chat-list": {"choices": [{"message": {"content": [{"type": "image_url", "image_url": {"url": URI}}]}}]},
    "chat-words": {"choices": [{"message": {"content": f"Sure\n![image]({URI})"}}]},
    "chat-link": {"choices": [{"message": {"content": "HERE/shown.png"}}]},
    "images": {"created": 1, "data": [{"b64_json": png64()}], "metadata": {"text": "Sure"}},
    "images-link": {"created": 1, "data": [{"url": "HERE/shown.png"}]},
    "responses-tool": {"output": [{"type": "image_generation_call", "result": png64()}]},
    "responses-words": {"output": [{"type": "message", "content": [{"text": f"![image]({URI})"}]}]},
}


class Relay(laozhang.Emulated):
    """Hosts a picture too."""

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/shown.png", self._shown)
        super().routes(router)

    async def _shown(self, request: web.Request) -> web.Response:
        assert "authorization" not in request.headers
        return web.Response(body=png(), content_type="image/png")


async def test_a_relays_picture_is_found_in_every_shape() -> None:
    async with Relay() as service:
        provider = open_provider(CATALOGUE["laozhang"], service, service.key)
        for name, shape in SHAPES.items():
            service.plays.append(says(200, json.dumps(shape).replace("HERE", service.origin)))
            drawn = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
            assert [one.data for one in drawn.pictures] == [png()], name
        await provider.aclose()


async def test_cost_from_the_answers_own_usage() -> None:
    async with stage("gemini") as (provider, service):
        drawn = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert drawn.micros == (12 * 1_500_000 + 1120 * 30_000_000) // 1_000_000
        assert drawn.tokens == 1132
        assert drawn.request_id == "resp-1"
        bare = gemini.picture_answer()
        del bare["usageMetadata"]
        service.plays.append(says(200, bare))
        assert (await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))).micros == 33_600, "by the table"
    async with stage("openrouter") as (provider, _):
        assert (await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))).micros == 33_700, "as told in USD"


async def test_a_vanished_job_is_not_waited_for_for_ever() -> None:
    async with stage("comfyui") as (provider, _):
        with pytest.raises(NoPicture):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submission="no-such-job"))


async def test_a_region_is_said_in_its_header() -> None:
    async with laozhang.Emulated() as service:
        targets = open_targets(
            load(),
            "laozhang",
            clock=RealClock(),
            keys=[service.key],
            base_urls=[f"{service.origin}#cn-north-1", f"{service.origin}#cn-south-1"],
        )
        assert [target.endpoint.partition("#")[2] for target in targets] == ["cn-north-1", "cn-south-1"]
        for target in targets:
            provider = target.provider
            assert isinstance(provider, HttpProvider)
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
            await provider.aclose()
        assert service.regions == ["cn-north-1", "cn-south-1"]


async def test_a_large_answer_is_taken_and_a_larger_one_refused() -> None:
    big = gemini.picture_answer()
    big["filler"] = "x" * 30_000_000
    async with stage("gemini") as (provider, service):
        service.plays.append(says(200, big))
        assert (await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))).pictures
        service.plays.append(says(200, b" " * (49 * 2**20)))
        with pytest.raises(NoPicture, match="more than"):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))


async def test_no_key_no_header_no_secret_in_errors() -> None:
    async with stage("openai") as (provider, service):
        said = f"Incorrect API key provided: {service.key}. See https://x.example/?api_key={service.key}"
        service.plays.append(says(401, {"error": {"message": said}}))
        with pytest.raises(ProviderError) as caught:
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert service.key not in str(caught.value)
        assert service.key not in repr(provider.line)


async def test_balances_and_limits_are_told() -> None:
    for name, micros in (("laozhang", 10_000_000), ("openrouter", 12_500_000), ("stability", 1_234_000)):
        async with stage(name) as (provider, _):
            assert (await provider.probe()).balance == micros, name
    async with stage("openai") as (provider, service):
        assert provider.line.meter.left is None
        told: tuple[tuple[dict[str, str], int], ...] = (
            ({"x_ratelimit_remaining_requests": "41"}, 41),
            ({"ratelimit": '"api";r=7;t=55'}, 7),
        )
        for headers, left in told:
            service.plays.append(says(429, {}, **headers))
            with pytest.raises(Throttled):
                await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
            assert provider.line.meter.left == left


async def test_a_wake_shortens_a_wait() -> None:
    wakes, clock = Wakes(), FakeClock()
    waiting = asyncio.ensure_future(wakes.pause("job-1", 3600, clock))
    await asyncio.sleep(0)
    assert not wakes.wake("job-2")
    assert not wakes.wake("")
    assert wakes.wake("job-1")
    await asyncio.wait_for(waiting, 60)
    assert not wakes.wake("job-1"), "nobody waits any more"
