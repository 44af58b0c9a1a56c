"""What providers that take jobs owe beside the contract: uploads, cancelling, told prices, balances, odd apps."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.images._outcomes import Probe
from adapters.images._provider import HttpProvider
from adapters.images._uploads import all_of
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import Exhausted, Overloaded, ProviderError, Unclassified
from bot.model import ImageRequest, Picture
from tests.contracts.provider import PROMPT, RealClock, stage, ticket
from tests.emulators.providers import fal, gradio, higgsfield, leonardo, replicate
from tests.emulators.providers.jobs import Jobs
from tests.emulators.providers.pictures import png, reference
from tests.emulators.providers.server import cut, says
from tests.fakes.clock import NOON

EIGHT = ("fal", "replicate", "leonardo", "freepik", "higgsfield", "huggingface", "gradio", "puter")


def large() -> Picture:
    """Too large to stand in a request itself. No service here looks inside."""
    return Picture(random.Random(1).randbytes(1_100_000), "f" * 64, "image/jpeg", 2048, 1365)


def edit(*pictures: Picture) -> ImageRequest:
    return ImageRequest(prompt=PROMPT, references=tuple(one.digest for one in pictures))


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


async def test_leonardos_price_survives_a_restart() -> None:
    async with stage("leonardo") as (provider, _):
        noted: list[str] = []

        async def submitted(handle: str) -> None:
            noted.append(handle)

        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submitted=submitted))
        again = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submission=noted[0]))
        assert again.micros == 45_000


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


@pytest.mark.parametrize(("name", "method"), [("fal", "PUT"), ("replicate", "POST"), ("higgsfield", "POST")])
async def test_a_job_can_be_given_up(name: str, method: str) -> None:
    async with stage(name) as (provider, service):
        noted: list[str] = []

        async def submitted(handle: str) -> None:
            noted.append(handle)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submitted=submitted))
        await provider.cancel(noted[0])
        assert service.seen[-1].method == method
        assert isinstance(service, fal.Emulated | replicate.Emulated | higgsfield.Emulated)
        (job,) = service.jobs.known.values()
        assert job.cancelled
        await provider.cancel(noted[0])  # twice is no fault


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fal", Probe(ok=True, balance=12_340_000)),
        ("replicate", Probe(ok=True)),
        ("leonardo", Probe(ok=True, left=12.45, unit="API tokens")),
        ("freepik", Probe(ok=True)),
        ("higgsfield", Probe(ok=True)),
        ("huggingface", Probe(ok=True)),
        ("gradio", Probe(ok=True)),
        ("puter", Probe(ok=True, balance=125_000, unit="this month")),
    ],
)
async def test_probes_tell_what_is_left(name: str, expected: Probe) -> None:
    async with stage(name) as (provider, _):
        assert await provider.probe() == expected


async def test_fal_draws_several_at_once_and_keeps_a_day() -> None:
    async with stage("fal") as (provider, service):
        generation = await provider.draw(ImageRequest(prompt=PROMPT, count=4, seed=7), ticket(provider))
        assert len(generation.pictures) == 4
        assert len(service.drawings) == 1
        assert (
            service.drawings[0].headers["x-fal-object-lifecycle-preference"] == '{"expiration_duration_seconds": 86400}'
        )


LOCKED = {"detail": "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."}


@pytest.mark.parametrize(
    ("usd", "times", "asked"),
    [(12.34, 1, 2), (12.34, 9, 4), (0.0, 9, 1)],
    ids=["one-model-withdrawn", "locked-in-spite-of-money", "no-money"],
)
async def test_a_lock_at_fal_is_an_empty_balance_or_a_model_withdrawn(usd: float, times: int, asked: int) -> None:
    """Both are said in the same words. With money there, the next model is asked; where none draws, it was a lock."""
    async with stage("fal") as (provider, service):
        assert isinstance(service, fal.Emulated)
        service.usd = usd
        service.plays.extend([says(403, LOCKED)] * times)
        told: list[str] = []

        def noticed(error: ProviderError) -> None:
            told.append(type(error).__name__)

        try:
            drawn = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, noticed=noticed))
        except Exhausted:
            assert (times, told) == (9, [])
        else:
            assert drawn.model == provider.line.facts.fallbacks[0]
            assert (times, told) == (1, ["ModelRetired"])
        assert len(service.drawings) == asked


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


@pytest.mark.parametrize("name", EIGHT)
async def test_hosted_pictures_are_fetched_without_a_key(name: str) -> None:
    async with stage(name) as (provider, service):
        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        fetched = [one for one in service.seen if one.path.startswith(("/files", "/out", "/cdn"))]
        assert not any(service.key in str(one.headers) for one in fetched)


async def test_a_gateway_stands_for_all_of_a_providers_hosts() -> None:
    """At home the key goes to the provider's further hosts; behind a gateway everything goes there."""
    for urls, rest in (((), "https://rest.fal.ai"), (("https://gateway.example/fal",), "https://gateway.example/fal")):
        (target,) = open_targets(load(), "fal", clock=RealClock(), keys=["id12345:secret"], base_urls=urls)
        assert isinstance(target.provider, HttpProvider)
        asked = target.provider.probing()
        assert asked is not None
        assert asked.path == f"{rest}/billing/user_balance"
        assert target.provider.line.headers(asked.path) == {"authorization": "Key id12345:secret"}
        assert not target.provider.line.headers("https://v3b.fal.media/files/out.png")
        await target.provider.aclose()


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


@pytest.mark.parametrize("name", EIGHT)
async def test_a_note_that_is_not_ours_is_no_fault(name: str) -> None:
    async with stage(name) as (provider, service):
        with pytest.raises(ProviderError) as caught:
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, 60.0, submission="nonsense"))
        assert caught.value.provider == name
        await provider.cancel("nonsense\n\nmore of it")
        assert not any(PROMPT.encode() in one.body for one in service.seen)


def test_an_emulated_service_gives_no_id_twice_though_its_jobs_go_away() -> None:
    """Gradio forgets an event once it is read: two drawings of one command met at the same id, and one was lost."""
    jobs = Jobs()
    first, second = jobs.add("one"), jobs.add("two")
    del jobs.known[first.id]
    assert jobs.add("three").id not in {first.id, second.id}
