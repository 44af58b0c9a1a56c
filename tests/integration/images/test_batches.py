"""Batch mode, the same port for every provider that has one: handed in, looked at, collected; failures beside pictures."""

from __future__ import annotations

import pytest

from adapters.images import gemini, openai
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused, KeyRejected, ProviderError, Throttled, UnsupportedRequest
from bot.model import Generation, ImageRequest
from bot.ports import BatchOrder, BatchProvider
from tests.contracts.provider_stage import PROMPT, stage
from tests.emulators.providers.pictures import png, reference


def batching(provider: HttpProvider) -> BatchProvider:
    assert isinstance(provider, gemini.Provider | openai.Provider)
    return provider.batching()


def orders() -> list[BatchOrder]:
    picture = reference()
    return [
        BatchOrder("one", ImageRequest(prompt=PROMPT)),
        BatchOrder("two", ImageRequest(prompt="to be refused")),
        BatchOrder("three", ImageRequest(prompt=PROMPT, references=(picture.digest,)), (picture,)),
    ]


@pytest.mark.parametrize("name", ["gemini", "openai"])
async def test_a_batch_from_end_to_end(name: str) -> None:
    async with stage(name) as (provider, service):
        batch = batching(provider)
        handle = await batch.hand_in(orders(), "ours")
        first = await batch.look(handle, orders())
        assert first.ended is None
        assert first.total >= 1
        handed_in = len(service.drawings)
        last = await batch.look(handle, orders())
        assert last.ended is not None
        assert set(last.ended) == {"one", "two", "three"}
        drawn = last.ended["one"]
        assert isinstance(drawn, Generation)
        assert drawn.pictures[0].data == png()
        whole = provider.price(ImageRequest(prompt=PROMPT)).micros
        assert 0 < drawn.micros <= whole * 0.6, "half the price"
        assert isinstance(last.ended["two"], ContentRefused)
        assert isinstance(last.ended["three"], Generation)
        assert len(service.drawings) == handed_in, "looking hands nothing in"
        await batch.cancel(handle)


@pytest.mark.parametrize("name", ["gemini", "openai"])
async def test_a_batch_is_found_again_by_its_name_among_others(name: str) -> None:
    async with stage(name) as (provider, _):
        batch = batching(provider)
        assert await batch.find("ours") is None
        handles = [await batch.hand_in(orders()[:2], its) for its in ("another", "ours", "a third")]
        assert await batch.find("ours") == handles[1]
        assert await batch.find("nobody's") is None


async def test_an_error_inside_is_named_as_outside() -> None:
    async with stage("gemini") as (provider, _):
        batch = batching(provider)
        asked = [BatchOrder("a", ImageRequest(prompt="broken")), BatchOrder("b", ImageRequest(prompt=PROMPT))]
        handle = await batch.hand_in(asked, "ours")
        await batch.look(handle, asked)
        ended = (await batch.look(handle, [*asked, BatchOrder("lost", ImageRequest(prompt="x"))])).ended
        assert ended is not None
        assert isinstance(ended["a"], Throttled)
        assert isinstance(ended["b"], Generation)
        assert isinstance(ended["lost"], ProviderError), "an order that did not come back is not forgotten"


@pytest.mark.parametrize("name", ["gemini", "openai"])
async def test_what_cannot_be_drawn_is_known_before_handing_in(name: str) -> None:
    async with stage(name) as (provider, service):
        with pytest.raises(UnsupportedRequest):
            await batching(provider).hand_in([BatchOrder("a", ImageRequest(prompt="x", aspect="7:13"))], "ours")
        with pytest.raises(UnsupportedRequest):
            await batching(provider).hand_in([BatchOrder("a", ImageRequest(prompt="x", count=9))], "ours")
        assert not service.seen


@pytest.mark.parametrize("name", ["gemini", "openai"])
async def test_a_bad_key(name: str) -> None:
    async with stage(name, key="wrong-key-abcdef") as (provider, _):
        with pytest.raises(KeyRejected):
            await batching(provider).hand_in(orders(), "ours")
