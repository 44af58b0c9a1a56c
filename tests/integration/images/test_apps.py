"""Servers that describe themselves: a Gradio app its arguments, ComfyUI its checkpoints, an OpenAI-compatible server its models."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.images import _json as js
from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import ModelRetired, Overloaded, RequestInvalid, UnsupportedRequest
from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, RealClock, edit, stage, ticket
from tests.emulators.providers import comfyui, gradio
from tests.emulators.providers.pictures import reference
from tests.emulators.providers.server import Emulator, says


@asynccontextmanager
async def served(
    service: Emulator, name: str, model: str = "", file: Path | None = None
) -> AsyncGenerator[HttpProvider]:
    async with service:
        keys = [] if name == "comfyui" else [service.key]
        urls = [service.base_url]
        (target,) = open_targets(load(file), name, clock=RealClock(), keys=keys, base_urls=urls, model=model)
        assert isinstance(target.provider, HttpProvider)
        try:
            yield target.provider
        finally:
            await target.provider.aclose()


async def test_a_space_is_filled_in_as_it_describes_itself() -> None:
    """`/edit` has a place for words and a picture: no seed, no frame, and that is known from the first look on."""
    service = gradio.Emulated()
    async with served(service, "gradio", "edit") as provider:
        with pytest.raises(RequestInvalid, match="no place for seed"):
            await provider.draw(ImageRequest(prompt=PROMPT, seed=7), ticket(provider))
        assert not service.drawings
        picture = reference()
        wish = replace(edit(picture), negative="text")
        assert (await provider.draw(wish, ticket(provider, references=(picture,)))).pictures
        said = js.items(service.drawings[-1].json(), "data")
        assert said[0] == f"{PROMPT}\n\nDo not include: text"
        assert list(service.uploads.values()) == [picture.data]
        for asked in (replace(wish, seed=7), replace(wish, aspect="3:2"), replace(wish, references=("a", "b"))):
            with pytest.raises(UnsupportedRequest):
                provider.check(asked)


async def test_what_was_not_asked_for_stays_as_the_app_has_it() -> None:
    service = gradio.Emulated()
    async with served(service, "gradio") as provider:
        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        await provider.draw(ImageRequest(prompt=PROMPT, seed=7, aspect="3:2"), ticket(provider))
        first, second = (js.items(one.json(), "data") for one in service.drawings)
        assert first == [PROMPT, 0, True, 1024, 1024, 4, None]
        assert second == [PROMPT, 7, False, 1248, 832, 4, None]


async def test_a_space_is_asked_by_the_only_name_it_has() -> None:
    """No endpoint was named and there is no usual one: the first that makes pictures is taken."""
    service = gradio.Emulated()
    words = {"parameter_name": "text", "label": "Say", "component": "Textbox", "type": {"type": "string"}}
    makes = {"parameters": [words], "returns": [{"component": "Image"}]}
    async with served(service, "gradio") as provider:
        service.polling = lambda request: request.path.endswith("/info")  # type: ignore[method-assign]
        service.polls.append(says(200, {"named_endpoints": {"/lamp": {"returns": []}, "/edit": makes}}))
        service.plays.append(says(503, {"detail": "Queue is full."}))
        with pytest.raises(Overloaded):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert service.drawings[-1].path.endswith("/call/edit")
        assert service.drawings[-1].json() == {"data": [PROMPT]}


async def test_a_space_is_asked_once_what_it_takes_however_many_begin_together() -> None:
    async with stage("gradio") as (provider, service):
        for _ in range(2):
            assert len((await provider.draw(ImageRequest(prompt=PROMPT, count=3), ticket(provider))).pictures) == 3
        assert [one.path for one in service.seen].count("/gradio_api/info") == 1


async def test_a_named_endpoint_that_is_not_there_is_a_model_that_is_gone() -> None:
    async with served(gradio.Emulated(), "gradio", "generate") as provider:
        with pytest.raises(ModelRetired):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))


@pytest.mark.parametrize(("model", "drawn"), [("", "sd_xl_base_1.0.safetensors"), ("dreamshaper.safetensors",) * 2])
async def test_comfyui_draws_with_a_checkpoint_that_is_there(model: str, drawn: str) -> None:
    service = comfyui.Emulated()
    async with served(service, "comfyui", model) as provider:
        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert js.text(service.drawings[-1].json(), "prompt", "1", "inputs", "ckpt_name") == drawn


async def test_comfyui_says_that_a_checkpoint_is_gone() -> None:
    async with served(comfyui.Emulated(), "comfyui", "gone.safetensors") as provider:
        with pytest.raises(ModelRetired):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))


OWN = """
[comfyui.models.workflow.options.workflow]
1 = { class_type = "LoadImage", inputs = { image = "$REFERENCE2" } }
2 = { class_type = "CLIPTextEncode", inputs = { text = "$PROMPT", clip = "$SEED" } }
"""


async def test_a_workflow_can_what_it_has_holes_for(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(OWN, "utf-8")
    async with served(comfyui.Emulated(), "comfyui", file=file) as provider:
        provider.check(ImageRequest(prompt=PROMPT, seed=7, references=("a", "b")))
        for wish in (
            ImageRequest(prompt=PROMPT, aspect="3:2"),
            ImageRequest(prompt=PROMPT, negative="text"),
            ImageRequest(prompt=PROMPT, references=("a", "b", "c")),
        ):
            with pytest.raises(UnsupportedRequest):
                provider.check(wish)


async def test_a_server_of_ones_own_is_asked_for_the_model_it_has() -> None:
    async with stage("local") as (provider, service):
        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        assert js.text(service.drawings[-1].json(), "model") == "qwen-image"


async def test_a_bar_in_the_words_does_not_turn_the_rest_of_them_round() -> None:
    async with stage("local") as (provider, service):
        await provider.draw(ImageRequest(prompt="a fox | an owl"), ticket(provider))
        assert js.text(service.drawings[-1].json(), "prompt") == "a fox / an owl"


async def test_a_server_without_edits_has_lost_no_model() -> None:
    async with stage("local") as (provider, service):
        service.plays.append(says(404, {"detail": "Not Found"}))
        picture = reference()
        with pytest.raises(RequestInvalid, match="no such route"):
            await provider.draw(edit(picture), ticket(provider, references=(picture,)))
