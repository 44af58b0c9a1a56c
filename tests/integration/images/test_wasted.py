"""What an answer without a picture cost is told: by its own usage, else by the table where it is known to be charged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ContentRefused, NoPicture, ProviderError
from bot.model import Generation, ImageRequest, State
from tests.contracts.provider_stage import PROMPT, stage, ticket
from tests.e2e.painters.stage import open_services, open_with
from tests.emulators.providers import gemini
from tests.emulators.providers.server import says

USED = {
    "promptTokenCount": 1_000,
    "candidatesTokenCount": 200,
    "thoughtsTokenCount": 300,
    "totalTokenCount": 1_500,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1_000}],
    "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 200}],
}
TALK = {"candidates": [{"content": {"parts": [{"text": "No."}]}, "finishReason": "STOP"}], "usageMetadata": USED}
UNSAFE = {"candidates": [{"finishReason": "IMAGE_SAFETY"}], "usageMetadata": USED, "responseId": "r-1"}
BLOCKED = {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 1_000}}
BROKEN = {
    "candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "aGVsbG8gd29ybGQ="}}]}}]
}
FILTERED = {"choices": [{"finish_reason": "content_filter", "message": {"content": ""}}], "usage": {"cost": 0.0012}}
UNDRAWN = {"code": "unknown_error", "message": "Failed to extract image URL from Gemini response"}
THOUGHT = (1_000 * 1_500_000 + 500 * 7_500_000) // 1_000_000  # micro-USD, at the prices of the default model


@pytest.mark.parametrize(
    ("name", "status", "answer", "error", "micros"),
    [
        ("gemini", 200, TALK, NoPicture, THOUGHT),
        ("gemini", 200, UNSAFE, ContentRefused, THOUGHT),
        ("gemini", 200, BLOCKED, ContentRefused, 1_500),
        ("gemini", 200, BROKEN, NoPicture, 33_600),
        ("openrouter", 200, FILTERED, ContentRefused, 1_200),
        ("puter", 400, UNDRAWN, ContentRefused, 67_000),
        ("gemini", 400, gemini.error(400, "INVALID_ARGUMENT", "no"), ProviderError, None),
    ],
)
async def test_an_answer_without_a_picture_tells_what_it_cost(
    name: str, status: int, answer: Mapping[str, object], error: type[ProviderError], micros: int | None
) -> None:
    booked: list[Generation] = []

    async def wasted(spent: Generation) -> None:
        booked.append(spent)

    async with stage(name) as (provider, service):
        service.plays.append(says(status, answer))
        with pytest.raises(error) as caught:
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, wasted=wasted))
    assert getattr(caught.value, "spoken", False) is (answer is TALK)
    assert [spent.micros for spent in booked] == ([] if micros is None else [micros])
    assert all(spent.provider == name and not spent.pictures for spent in booked)


async def test_it_stands_in_the_spend_of_its_provider_and_person(tmp_path: Path) -> None:
    service = gemini.Emulated()
    async with open_services([service]), open_with({"gemini": service}, tmp_path, BUDGET="1usd/month") as house:
        service.plays.extend([says(200, TALK), says(200, TALK), says(200, UNSAFE)])
        now = house.house.clock.now()
        for prompt in ("a red fox", "a blue fox"):
            await house.type(prompt)
        await house.type("a hare --n 2")
        ended = [(await house.ended(code)).state for code in (1, 2, 3)]
        assert ended == [State.REFUNDED, State.REFUNDED, State.DELIVERED]
        day = timedelta(days=1)
        [spend] = await house.house.store.reports.spends(now - day, now + day, "UTC")
        assert (spend.provider, spend.model, spend.calls, spend.pictures) == ("gemini", "gemini-nano-banana-2.1", 4, 2)
        hares = await house.house.store.gallery.history(spend.person or 0, 5)
        assert len(hares[0].pictures) == 2
        assert spend.micros > 3 * THOUGHT + 2 * 33_600
        assert spend.person is not None
