"""The SDKs of fal, Replicate, Hugging Face and Gradio against our emulators: what we answer is what they accept, what they ask is
what we ask.

Their hosts are moved to the emulator by their own settings or constants; nothing of ours is touched. They run in a thread.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
import pytest_asyncio

from adapters.images import _json as js
from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, stage, ticket
from tests.emulators.providers import replicate
from tests.emulators.providers.pictures import jpeg, png, reference
from tests.emulators.providers.server import Seen, form_of

pytestmark = pytest.mark.slow


def sdk(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # their own use of what Python has deprecated
        return import_module(name)


def body(seen: Seen) -> dict[str, Any]:
    return dict(js.table(seen.json()))


@pytest_asyncio.fixture
async def quiet() -> Any:
    """Runs a blocking client in a thread, with its warnings its own."""

    async def run(work: Callable[[], Any]) -> Any:
        return await asyncio.to_thread(work)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield run


# ── fal ──


async def test_fal_asks_what_we_ask(quiet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sdk("fal_client.client")
    async with stage("fal") as (provider, service):
        monkeypatch.setattr(client, "QUEUE_URL_FORMAT", f"{service.origin}/")
        theirs = client.SyncClient(key=service.key)
        wish = {
            "prompt": PROMPT,
            "num_images": 2,
            "output_format": "png",
            "resolution": "2K",
            "aspect_ratio": "3:2",
            "seed": 5,
        }
        model, hook = "google/nano-banana-2.1", "https://bot.example/hook"
        handle = await quiet(lambda: theirs.submit(model, wish, webhook_url=hook))
        result = await quiet(lambda: handle.get(interval=0.001))
        assert [sorted(one) for one in result["images"]] == [
            ["content_type", "file_name", "file_size", "height", "url", "width"]
        ] * 2
        assert await quiet(lambda: isinstance(handle.status(), client.Completed))
        await quiet(theirs._client.close)

        request = ImageRequest(prompt=PROMPT, count=2, size="2k", aspect="3:2", seed=5)
        await provider.draw(request, ticket(provider))
        asked, ours = service.drawings
        assert asked.json() == ours.json()
        assert asked.path == ours.path
        assert asked.query["fal_webhook"] == hook
        assert asked.headers["authorization"] == ours.headers["authorization"]
        polls = [
            one.path.partition("/requests/")[2].partition("/")[2] for one in service.seen if "/requests/" in one.path
        ]
        assert polls.count("") == 2, "both fetch the result once, where the status says"


async def test_fal_cancels_as_we_do(quiet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sdk("fal_client.client")
    async with stage("fal") as (provider, service):
        monkeypatch.setattr(client, "QUEUE_URL_FORMAT", f"{service.origin}/")
        theirs = client.SyncClient(key=service.key)
        handle = await quiet(lambda: theirs.submit("fal-ai/nano-banana-2", {"prompt": PROMPT}))
        await quiet(handle.cancel)
        await provider.cancel(f"{handle.status_url} {handle.response_url} {handle.cancel_url}")
        await quiet(theirs._client.close)
        asked, ours = (one for one in service.seen if one.path.endswith("/cancel"))
        assert (asked.method, asked.path) == (ours.method, ours.path)


async def test_fal_reads_our_errors(quiet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sdk("fal_client.client")
    async with stage("fal") as (_, service):
        monkeypatch.setattr(client, "QUEUE_URL_FORMAT", f"{service.origin}/")
        theirs = client.SyncClient(key="wrong")
        with pytest.raises(client.FalClientHTTPError) as bad_key:
            await quiet(lambda: theirs.submit("google/nano-banana-2.1", {"prompt": PROMPT}))
        assert bad_key.value.status_code == 401
        await quiet(theirs._client.close)


# ── Replicate ──


async def test_replicate_asks_what_we_ask(quiet: Any) -> None:
    async with stage("replicate") as (provider, service):
        assert isinstance(service, replicate.Emulated)
        theirs = sdk("replicate").Client(api_token=service.key, base_url=service.origin)
        theirs.poll_interval = 0.001
        wish = {"prompt": PROMPT, "aspect_ratio": "16:9", "output_format": "png", "resolution": "1K"}
        job = await quiet(
            lambda: theirs.models.predictions.create("google/nano-banana-2", wish, webhook_events_filter=["completed"])
        )
        await quiet(job.wait)
        assert job.status == "succeeded"
        assert job.output.endswith(".png")
        await quiet(theirs._client.close)

        await provider.draw(ImageRequest(prompt=PROMPT, aspect="16:9"), ticket(provider))
        asked, ours = service.drawings
        theirs_body, ours_body = body(asked), body(ours)
        assert theirs_body["input"] == ours_body["input"]
        assert asked.path == ours.path
        assert asked.headers["authorization"] == ours.headers["authorization"]
        assert {one.path for one in service.seen if one.method == "GET" and one.path.startswith("/v1")} == {
            f"/v1/predictions/{id_}" for id_ in service.jobs.known
        }


async def test_replicate_uploads_as_we_do(quiet: Any) -> None:
    picture = reference()
    async with stage("replicate") as (_, service):
        theirs = sdk("replicate").Client(api_token=service.key, base_url=service.origin)
        stored = await quiet(
            lambda: theirs.files.create(BytesIO(picture.data), filename="r", content_type="image/jpeg")
        )
        assert stored.urls["get"].startswith(service.base_url)
        await quiet(theirs._client.close)
        (asked,) = service.seen
        parts = {part.name: part for part in await form_of(asked)}
        assert parts["content"].value == picture.data
        assert parts["content"].media_type == "image/jpeg"


# ── Hugging Face ──


def mapping(where: str, repo: str, id_: str, task: str) -> Any:
    kind = sdk("huggingface_hub").hf_api.InferenceProviderMapping
    return kind(provider=where, hf_model_id=repo, providerId=id_, status="live", task=task)


async def test_hugging_face_asks_what_we_ask(quiet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = sdk("huggingface_hub")
    common = sdk("huggingface_hub.inference._providers._common")
    async with stage("huggingface") as (provider, service):
        monkeypatch.setattr(
            sdk("huggingface_hub.constants"), "INFERENCE_PROXY_TEMPLATE", service.origin + "/{provider}"
        )
        for repo, where, id_ in (
            ("Qwen/Qwen-Image", "fal-ai", "fal-ai/qwen-image"),
            ("stabilityai/stable-diffusion-xl-base-1.0", "nscale", "stabilityai/stable-diffusion-xl-base-1.0"),
        ):
            known = mapping(where, repo, id_, "text-to-image")
            monkeypatch.setitem(common.HARDCODED_MODEL_INFERENCE_MAPPING[where], repo, known)
            theirs = hub.InferenceClient(provider=where, api_key=service.key)
            extra: dict[str, Any] = {"seed": 3, "negative_prompt": "text"} if where == "fal-ai" else {}
            asking = {"model": repo, "width": 1024, "height": 1024, **extra}
            image = await quiet(partial(theirs.text_to_image, PROMPT, **asking))
            assert image.size == (64, 48)
            request = ImageRequest(
                prompt=PROMPT, model=repo, seed=extra.get("seed"), negative=extra.get("negative_prompt")
            )
            await provider.draw(request, ticket(provider))
            asked, ours = service.drawings[-2:]
            ours_body = body(ours)
            assert asked.json() == {name: value for name, value in ours_body.items() if name != "num_images"}
            assert asked.path == ours.path
            assert asked.headers["authorization"] == ours.headers["authorization"]


async def test_hugging_faces_own_provider_answers_bytes(quiet: Any) -> None:
    hub = sdk("huggingface_hub")
    repo = "black-forest-labs/FLUX.1-schnell"
    async with stage("huggingface") as (provider, service):
        theirs = hub.InferenceClient(model=f"{service.origin}/hf-inference/models/{repo}", token=service.key)
        image = await quiet(lambda: theirs.text_to_image(PROMPT, width=1248, height=832, seed=3))
        assert image.size == (64, 48)
        await provider.draw(ImageRequest(prompt=PROMPT, aspect="3:2", seed=3), ticket(provider))
        asked, ours = service.drawings
        assert asked.json() == ours.json()


async def test_hugging_faces_edits_are_queued_as_ours() -> None:
    task = sdk("huggingface_hub.inference._providers.fal_ai").FalAIImageToImageTask()
    picture = reference()
    async with stage("huggingface") as (provider, service):
        request = ImageRequest(prompt=PROMPT, model="Qwen/Qwen-Image", references=(picture.digest,))
        await provider.draw(request, ticket(provider, references=(picture,)))
        ours = body(service.drawings[0])
        theirs = task._prepare_payload_as_dict(
            jpeg(), {"prompt": PROMPT}, mapping("fal-ai", "x", "x", "image-to-image")
        )
        assert theirs == {name: value for name, value in ours.items() if name != "num_images"}
        route = task._prepare_route("fal-ai/qwen-image-edit-plus", service.key)
        seen = service.drawings[0]
        assert route == f"{seen.path.removeprefix('/fal-ai')}?_subdomain={seen.query['_subdomain']}"


# ── Gradio ──


async def test_gradios_client_draws_on_our_emulated_app(quiet: Any) -> None:
    async with stage("gradio") as (provider, service):

        def draw() -> Any:
            client = sdk("gradio_client").Client(
                service.origin, token=service.key, verbose=False, download_files=False, analytics_enabled=False
            )
            try:
                return client.predict(PROMPT, 5, False, 1024, 1024, 4, api_name="/infer")
            finally:
                client.close()

        drawn = await quiet(draw)
        assert drawn["url"].startswith(f"{service.base_url}/gradio_api/file=")
        generation = await provider.draw(ImageRequest(prompt=PROMPT, seed=5), ticket(provider))
        assert generation.pictures[0].data == png()
        asked, ours = service.drawings
        theirs_body, ours_body = body(asked), body(ours)
        assert theirs_body["data"] == ours_body["data"]
