"""Gradio's Spaces: somebody's own arguments, quotas, streams that end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import Exhausted
from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, RealClock, edit, stage, ticket
from tests.emulators.providers import gradio
from tests.emulators.providers.pictures import png, reference
from tests.emulators.providers.server import cut, says
from tests.fakes.clock import NOON

SPACE = """
[gradio.models.edit]
aspects = "any"
references = 2
options = { data = ["$PROMPT", "$REFERENCE1"] }
"""


async def test_a_space_of_ones_own_with_references_and_a_gallery(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SPACE, "utf-8")
    async with gradio.Emulated() as service:
        (target,) = open_targets(
            load(file), "gradio", clock=RealClock(), keys=[service.key], base_urls=[service.base_url], model="edit"
        )
        provider = target.provider
        assert isinstance(provider, HttpProvider)
        picture = reference()
        generation = await provider.draw(edit(picture), ticket(provider, references=(picture,)))
        assert [one.data for one in generation.pictures] == [png()]
        assert list(service.uploads.values()) == [picture.data]
        assert (await provider.probe()).ok
        await provider.aclose()


async def test_a_space_without_the_endpoint_is_found_out() -> None:
    async with gradio.Emulated() as service:
        (target,) = open_targets(
            load(), "gradio", clock=RealClock(), keys=[service.key], base_urls=[service.base_url], model="generate"
        )
        assert isinstance(target.provider, HttpProvider)
        probe = await target.provider.probe()
        assert not probe.ok
        assert probe.detail == "no endpoint /generate; it has /infer, /edit"
        await target.provider.aclose()


async def test_a_gpu_quota_says_when_it_is_back() -> None:
    async with stage("gradio") as (provider, service):
        (quota,) = [one for one in gradio.ROWS if one.name == "quota"]
        service.polls.append(quota.play)
        with pytest.raises(Exhausted) as caught:
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert caught.value.until is not None
        assert timedelta(minutes=52) < caught.value.until - NOON < timedelta(minutes=53)


async def test_a_stream_that_is_cut_off_is_asked_for_again() -> None:
    async with stage("gradio") as (provider, service):
        stream = "event: heartbeat\ndata: null\n\nevent: comple"
        service.polls.extend([says(200, stream, content_type="text/event-stream"), cut()])
        assert (await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))).pictures
