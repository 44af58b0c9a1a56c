"""OpenAI's own SDK against our emulators: what we answer is what it accepts, what we ask is what it asks."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

import orjson
import pytest

from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, stage, ticket
from tests.emulators.providers import openai
from tests.emulators.providers.pictures import jpeg, png64, reference
from tests.emulators.providers.server import form_of


@pytest.fixture(scope="module")
def sdk() -> Any:
    """Half a second to import: whoever runs other tests need not wait for it."""
    return import_module("openai")


def openai_client(sdk: Any, service: openai.Emulated, key: str) -> Any:
    return sdk.AsyncOpenAI(api_key=key, base_url=service.base_url, max_retries=0)


async def test_openai_accepts_our_answer_and_asks_what_we_ask(sdk: Any) -> None:
    async with stage("openai") as (provider, service):
        assert isinstance(service, openai.Emulated)
        async with openai_client(sdk, service, service.key) as client:
            answer = await client.images.generate(
                model="gpt-image-2.5-flare",
                prompt=PROMPT,
                n=1,
                size="1536x1024",
                quality="medium",
                moderation="auto",
            )
        assert answer.data
        assert [one.b64_json for one in answer.data] == [png64()]
        assert answer.usage
        assert answer.usage.output_tokens == 1584
        await provider.draw(ImageRequest(prompt=PROMPT, aspect="3:2"), ticket(provider))
        theirs, ours = service.drawings
        assert theirs.json() == ours.json()
        assert theirs.path == ours.path
        assert theirs.headers["authorization"] == ours.headers["authorization"]


async def test_openai_edits_as_we_do(sdk: Any) -> None:
    async with stage("openai") as (provider, service):
        assert isinstance(service, openai.Emulated)
        files = [BytesIO(jpeg(colour=colour)) for colour in ("teal", "gold")]
        named = [("1.jpeg", files[0], "image/jpeg"), ("2.jpeg", files[1], "image/jpeg")]
        async with openai_client(sdk, service, service.key) as client:
            answer = await client.images.edit(
                model="gpt-image-2.5-flare", prompt=PROMPT, image=named, n=1, size="auto", quality="medium"
            )
        assert answer.data
        pictures = (reference("teal"), reference("gold"))
        request = ImageRequest(prompt=PROMPT, references=tuple(one.digest for one in pictures))
        await provider.draw(request, ticket(provider, references=pictures))
        theirs, ours = service.drawings
        assert theirs.path == ours.path

        def order(part: object) -> str:
            return repr(part)

        assert sorted(await form_of(theirs), key=order) == sorted(await form_of(ours), key=order)


async def test_openai_reads_our_errors(sdk: Any) -> None:
    async with stage("openai") as (_, service):
        assert isinstance(service, openai.Emulated)
        async with openai_client(sdk, service, "wrong") as client:
            with pytest.raises(sdk.AuthenticationError) as bad_key:
                await client.images.generate(model="gpt-image-2", prompt=PROMPT)
        assert bad_key.value.code == "invalid_api_key"
        async with openai_client(sdk, service, service.key) as client:
            with pytest.raises(sdk.BadRequestError) as dead:
                await client.images.generate(model="gpt-image-2", prompt=PROMPT, response_format="b64_json")
        assert dead.value.param == "response_format"


async def test_the_relay_speaks_both(sdk: Any) -> None:
    """The same picture by Google's SDK and by OpenAI's, from one relay: its routes are those the SDKs know."""
    async with stage("laozhang") as (_, service):
        async with sdk.AsyncOpenAI(api_key=service.key, base_url=f"{service.origin}/v1", max_retries=0) as client:
            chat = await client.chat.completions.create(
                model="gemini-3.1-flash-lite-image", messages=[{"role": "user", "content": PROMPT}], stream=False
            )
            drawn = await client.images.generate(model="gpt-image-2", prompt=PROMPT)
        assert f"data:image/png;base64,{png64()}" in (chat.choices[0].message.content or "")
        assert drawn.data
        assert drawn.data[0].b64_json == png64()
        assert orjson.loads(service.drawings[0].body)["model"] == "gemini-3.1-flash-lite-image"
