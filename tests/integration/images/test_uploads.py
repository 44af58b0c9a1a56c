"""References that have to be stored with a provider before it draws from them."""

from __future__ import annotations

import asyncio
import random

import pytest

from adapters.images._uploads import all_of
from bot.errors import Overloaded, ProviderError, Unclassified
from bot.model import Picture
from tests.contracts.provider_stage import edit, stage, ticket
from tests.emulators.providers import fal, higgsfield, leonardo, replicate
from tests.emulators.providers.pictures import reference
from tests.emulators.providers.server import says


def large() -> Picture:
    """Too large to stand in a request itself. No service here looks inside."""
    return Picture(random.Random(1).randbytes(1_100_000), "f" * 64, "image/jpeg", 2048, 1365)


async def test_fal_stores_a_large_reference_and_sends_no_key_there() -> None:
    async with stage("fal") as (provider, service):
        assert isinstance(service, fal.Emulated)
        picture = large()
        await provider.draw(edit(picture), ticket(provider, references=(picture,)))
        assert list(service.stored.values()) == [picture.data]
        (name,) = service.stored
        body = service.drawings[-1].json()
        assert isinstance(body, dict)
        assert body["image_urls"] == [f"{service.origin}/files/{name}"]
        assert [one.path for one in service.seen if one.method == "PUT"] == [f"/stored/{name}"]


async def test_replicate_stores_a_large_reference() -> None:
    async with stage("replicate") as (provider, service):
        assert isinstance(service, replicate.Emulated)
        picture = large()
        await provider.draw(edit(picture), ticket(provider, references=(picture,)))
        assert service.files == {"file-0": picture.data}
        body = service.drawings[-1].json()
        assert isinstance(body, dict)
        assert body["input"]["image_input"] == [f"{service.base_url}/files/file-0"]
        assert body["input"]["aspect_ratio"] == "match_input_image"


async def test_leonardo_signs_its_uploads_and_tells_its_price() -> None:
    async with stage("leonardo") as (provider, service):
        assert isinstance(service, leonardo.Emulated)
        pictures = (reference("teal"), reference("gold"))
        generation = await provider.draw(edit(*pictures), ticket(provider, references=pictures))
        assert list(service.uploads.values()) == [one.data for one in pictures]
        assert generation.micros == 45_000
        assert generation.request_id in service.jobs.known


async def test_higgsfield_uploads_with_the_signed_headers() -> None:
    async with stage("higgsfield") as (provider, service):
        assert isinstance(service, higgsfield.Emulated)
        picture = reference()
        await provider.draw(edit(picture), ticket(provider, references=(picture,)))
        assert list(service.stored.values()) == [picture.data]


@pytest.mark.parametrize(
    "place",
    [{"upload_url": "http://169.254.169.254/x"}, {"upload_url": "file:///etc/passwd"}, {}, {"upload_url": "{}/none"}],
    ids=["inside", "file", "none", "refused"],
)
async def test_a_reference_that_finds_no_place_costs_nothing(place: dict[str, str]) -> None:
    async with stage("higgsfield") as (provider, service):
        told = {name: value.format(service.origin) for name, value in place.items()}

        def drawing(request: object) -> bool:
            return str(getattr(request, "path", "")).startswith("/files")

        service.drawing = drawing  # type: ignore[method-assign]  # the next play is for the upload
        service.plays.append(says(200, {**told, "public_url": "https://cdn.example/in.jpg"}))
        picture = reference()
        with pytest.raises(Unclassified):  # the same place says the same again: nothing to wait for
            await provider.draw(edit(picture), ticket(provider, references=(picture,)))
        assert not any(one.path == "/nano-banana" for one in service.seen)


@pytest.mark.parametrize(
    ("status", "error"), [(503, Overloaded), (504, Overloaded), (403, Unclassified), (413, Unclassified)]
)
async def test_only_a_storage_without_room_is_worth_waiting_for(status: int, error: type[ProviderError]) -> None:
    async with stage("higgsfield") as (provider, service):
        service.drawing = lambda request: str(request.path).startswith("/bucket")  # type: ignore[method-assign]  # the next play is the storage's
        service.plays.append(says(status, {}))
        picture = reference()
        with pytest.raises(error) as raised:
            await provider.draw(edit(picture), ticket(provider, references=(picture,)))
        assert type(raised.value) is error
        assert not any(one.path == "/nano-banana" for one in service.seen)


async def test_the_first_upload_that_fails_ends_the_others() -> None:
    ended: list[str] = []

    async def slow(name: str) -> str:
        try:
            await asyncio.sleep(30)
        finally:
            ended.append(name)
        return name

    async def failing() -> str:
        raise Overloaded("no room")

    with pytest.raises(Overloaded):
        await all_of([slow("a"), failing(), slow("b")])
    assert ended == ["a", "b"]
