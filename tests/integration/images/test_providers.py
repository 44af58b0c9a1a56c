"""Every provider keeps the contract, and names every trouble of its fact sheet."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ProviderError
from bot.model import ImageRequest
from tests.contracts.provider import ProviderContract, rows
from tests.contracts.provider_stage import PROMPT, provider_names, stage, ticket


@pytest.fixture(params=provider_names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestEveryProvider(ProviderContract):
    pass


TROUBLES = [pytest.param(name, row, id=f"{name}-{row.name}") for name in provider_names() for row in rows(name)]


@pytest.mark.parametrize(("provider_name", "trouble"), TROUBLES)
async def test_troubles(provider_name: str, trouble: Any) -> None:
    async with stage(provider_name) as (provider, service):
        (service.polls if trouble.poll else service.plays).append(trouble.play)
        request = ImageRequest(prompt=PROMPT, model=provider.line.facts.model)  # named: no other model steps in
        with pytest.raises(ProviderError) as caught:
            await provider.draw(request, ticket(provider))
        assert type(caught.value) is trouble.error
        for field, value in trouble.fields.items():
            assert getattr(caught.value, field) == value
