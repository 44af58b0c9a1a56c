"""Which of its models a provider draws with."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.errors import ModelRetired, Overloaded, ProviderError
from bot.model import Generation, ImageRequest
from tests.contracts.provider_stage import CATALOGUE, PROMPT, stage, ticket
from tests.emulators.providers import gemini
from tests.emulators.providers.pictures import reference
from tests.emulators.providers.server import Handler, says


async def test_a_retired_model_gives_way_to_the_next_with_one_alarm(caplog: pytest.LogCaptureFixture) -> None:
    async with stage("gemini") as (provider, service):
        assert isinstance(service, gemini.Emulated)
        service.models.discard("gemini-nano-banana-2.1")
        for _ in range(3):
            assert (
                await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
            ).model == "gemini-3.1-flash-image"
        assert len(service.drawings) == 4, "the dead model is asked once, then left alone"
    assert [record.message for record in caplog.records] == ["model retired"]


async def asked_and_told(*missing: str, plays: Sequence[Handler] = ()) -> tuple[list[str], list[str], object]:
    """Which models were asked, in order; which the operator is told of beside the end; and the end."""
    told: list[str] = []

    def noticed(error: ProviderError) -> None:
        assert isinstance(error, ModelRetired)
        told.append(error.model)

    async with stage("gemini") as (provider, service):
        assert isinstance(service, gemini.Emulated)
        service.models -= set(missing or service.models)
        service.plays.extend(plays)
        try:
            end: object = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, noticed=noticed))
        except ProviderError as error:
            end = error
        return [one.path.rpartition("/")[2].partition(":")[0] for one in service.drawings], told, end


async def test_models_are_asked_one_after_the_other_in_the_tables_order() -> None:
    first, second, third, *_ = order = (CATALOGUE["gemini"].model, *CATALOGUE["gemini"].fallbacks)
    asked, told, end = await asked_and_told(first, second)
    assert (asked, told) == ([first, second, third], [first, second])
    assert isinstance(end, Generation)
    assert end.model == third
    asked, told, end = await asked_and_told()
    assert (asked, told) == ([*order], [])
    assert isinstance(end, ModelRetired), "a wrong address, more likely than five dead models: one alarm"
    assert end.model == ", ".join(order)


async def test_a_dead_model_is_told_of_although_the_next_one_fails_too() -> None:
    model, first = CATALOGUE["gemini"].model, CATALOGUE["gemini"].fallbacks[0]
    gone = gemini.error(404, "NOT_FOUND", f"models/{model} is not found for API version v1beta")
    asked, told, end = await asked_and_told("none", plays=[says(404, gone), says(503, "busy")])
    assert (asked, told) == ([model, first], [model])
    assert isinstance(end, Overloaded)


async def test_a_model_that_was_named_is_never_replaced() -> None:
    async with stage("gemini") as (provider, service):
        assert isinstance(service, gemini.Emulated)
        service.models.discard("gemini-3-pro-image")
        with pytest.raises(ModelRetired) as caught:
            await provider.draw(ImageRequest(prompt=PROMPT, model="nano-banana-pro"), ticket(provider))
        assert caught.value.model == "gemini-3-pro-image"


async def test_a_model_that_can_is_chosen() -> None:
    async with stage("gemini") as (provider, _):
        many = tuple(reference(colour) for colour in ("teal", "gold", "navy", "pink"))
        request = ImageRequest(prompt=PROMPT, references=tuple(one.digest for one in many), aspect="8:1")
        assert (await provider.draw(request, ticket(provider, references=many))).model == "gemini-nano-banana-2.1"
