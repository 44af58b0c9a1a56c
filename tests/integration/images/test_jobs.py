"""What providers that take jobs owe beside the contract: uploads, cancelling, told prices, balances, odd apps."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.images._outcomes import Probe
from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import Exhausted, ProviderError
from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, RealClock, stage, ticket
from tests.emulators.providers import fal, higgsfield, replicate
from tests.emulators.providers.jobs import Jobs
from tests.emulators.providers.server import says

EIGHT = ("fal", "replicate", "leonardo", "freepik", "higgsfield", "huggingface", "gradio", "puter")


async def test_leonardos_price_survives_a_restart() -> None:
    async with stage("leonardo") as (provider, _):
        noted: list[str] = []

        async def submitted(handle: str) -> None:
            noted.append(handle)

        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submitted=submitted))
        again = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submission=noted[0]))
        assert again.micros == 45_000


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


async def test_a_further_address_at_the_gateway_itself_counts(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[fal.options]\nrest = "http://gateway.example/rest"\n', "utf-8")
    (target,) = open_targets(
        load(mine), "fal", clock=RealClock(), keys=["id:secret"], base_urls=["http://gateway.example/queue"]
    )
    assert isinstance(target.provider, HttpProvider)
    asked = target.provider.probing()
    assert asked is not None
    assert asked.path == "http://gateway.example/rest/billing/user_balance"
    assert target.provider.line.headers(asked.path)
    await target.provider.aclose()


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
