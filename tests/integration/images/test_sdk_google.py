"""Google's own SDK against our emulator: what we answer is what it accepts, what we ask is what it asks.

Marked slow for its import alone, which takes seconds; it is loaded by the first test that wants it.
"""

from __future__ import annotations

import asyncio
import warnings
from importlib import import_module
from typing import Any

import pytest

from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, stage, ticket
from tests.emulators.providers import gemini
from tests.emulators.providers.pictures import png, reference
from tests.emulators.providers.server import Emulator, Seen

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sdk() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the SDK's own use of what Python has deprecated
        return import_module("google.genai")


async def google(sdk: Any, service: Emulator, key: str, **asked: Any) -> Any:
    """One call in a thread: the SDK's asynchronous side leaves its connections open."""
    options = sdk.types.HttpOptions(base_url=service.origin, api_version="v1beta")
    client = sdk.Client(api_key=key, http_options=options)
    try:
        return await asyncio.to_thread(lambda: client.models.generate_content(**asked))
    finally:
        api = client._api_client
        api._httpx_client.close()
        await api._async_httpx_client.aclose()


def plain(seen: Seen) -> Any:
    """The body, base64 made equal: the SDK writes the URL-safe kind, which Google takes as well."""
    body: Any = seen.json()
    for content in body.get("contents", ()):
        for part in content["parts"]:
            if "inlineData" in part:
                part["inlineData"]["data"] = part["inlineData"]["data"].replace("-", "+").replace("_", "/")
    return body


async def test_google_accepts_our_answer_and_asks_what_we_ask(sdk: Any) -> None:
    async with stage("gemini") as (provider, service):
        assert isinstance(service, gemini.Emulated)
        picture = reference()
        part = sdk.types.Part.from_bytes(data=picture.data, mime_type="image/jpeg")
        answer = await google(
            sdk,
            service,
            service.key,
            model="gemini-2.5-flash-image",
            contents=[sdk.types.Content(role="user", parts=[sdk.types.Part.from_text(text=PROMPT), part])],
            config=sdk.types.GenerateContentConfig(response_modalities=["TEXT", "IMAGE"]),
        )
        assert answer.candidates
        assert answer.candidates[0].content
        found: list[bytes] = [one.inline_data.data for one in _parts(answer.candidates[0]) if one.inline_data]
        assert found == [png()]
        assert answer.usage_metadata
        assert answer.usage_metadata.candidates_token_count == 1120

        request = ImageRequest(prompt=PROMPT, model="gemini-2.5-flash-image", references=(picture.digest,))
        await provider.draw(request, ticket(provider, references=(picture,)))
        theirs, ours = service.drawings
        assert plain(theirs) == plain(ours)
        assert theirs.path == ours.path
        assert theirs.headers["x-goog-api-key"] == ours.headers["x-goog-api-key"]


async def test_google_reads_our_errors(sdk: Any) -> None:
    async with stage("gemini") as (_, service):
        assert isinstance(service, gemini.Emulated)
        with pytest.raises(sdk.errors.ClientError) as bad_key:
            await google(sdk, service, "wrong", model="gemini-3-pro-image", contents="x")
        assert bad_key.value.code == 400
        assert bad_key.value.status == "INVALID_ARGUMENT"
        with pytest.raises(sdk.errors.ClientError) as gone:
            await google(sdk, service, service.key, model="gemini-1", contents="x")
        assert gone.value.code == 404


async def test_google_reads_a_block_and_a_picture_in_the_same_shapes(sdk: Any) -> None:
    async with stage("gemini") as (_, service):
        assert isinstance(service, gemini.Emulated)
        for trouble in gemini.ROWS:
            if not trouble.name.startswith(("blocked-SAFETY", "blocked-OTHER", "SAFETY", "no-candidates", "text-only")):
                continue
            service.plays.append(trouble.play)
            answer = await google(sdk, service, service.key, model="m", contents="x")
            candidates: list[Any] = answer.candidates or []
            assert not any(part.inline_data for one in candidates for part in _parts(one))


def _parts(candidate: Any) -> list[Any]:
    return (candidate.content.parts or []) if candidate.content else []
