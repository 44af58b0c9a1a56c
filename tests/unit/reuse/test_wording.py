"""Better words by a language model, over real HTTP; when it does not answer, the templates do."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from adapters.clock import SystemClock
from adapters.images.catalogue import load
from adapters.settings.reading import read_settings
from adapters.wiring.wording import open_model
from adapters.wording.asked import Door
from adapters.wording.model import LanguageModel
from adapters.wording.templates import Templates
from bot.errors import ConfigurationError

BETTER = "a red fox in deep snow, low morning sun"


@asynccontextmanager
async def service(answer: object, status: int = 200) -> AsyncGenerator[tuple[str, list[tuple[web.Request, Any]]]]:
    seen: list[tuple[web.Request, Any]] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append((request, await request.json()))
        return web.json_response(answer, status=status)

    app = web.Application()
    app.router.add_post("/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/v1", seen
    finally:
        await runner.cleanup()


def native(*parts: dict[str, object]) -> dict[str, object]:
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}}]}


async def test_gemini_is_asked_in_its_own_way_and_its_thoughts_are_left_out() -> None:
    answer = native({"text": "hm", "thought": True}, {"text": f'"{BETTER}"\n'})
    async with service(answer) as (url, seen):
        polisher = LanguageModel(
            Door(native=True, base_url=url, model="gemini-x", key="k1"), Templates(), SystemClock()
        )
        assert (await polisher.polish("a red fox", "en")).words == BETTER
    [(request, body)] = seen
    assert request.path == "/v1/models/gemini-x:generateContent"
    assert request.headers["x-goog-api-key"] == "k1"
    assert body["contents"] == [{"role": "user", "parts": [{"text": "a red fox"}]}]


async def test_others_are_asked_by_chat() -> None:
    async with service({"choices": [{"message": {"role": "assistant", "content": BETTER}}]}) as (url, seen):
        polisher = LanguageModel(Door(native=False, base_url=url, model="m", key="k1"), Templates(), SystemClock())
        assert (await polisher.polish("a red fox", "en")).words == BETTER
    [(request, body)] = seen
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer k1"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"] == "a red fox"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"error": {"message": "quota"}}, 429),
        ({}, 200),
        (["?"], 200),
        (native({"text": "x" * 5000}), 200),
        (native({"text": "  "}), 200),
    ],
)
async def test_what_is_no_wording_is_left_to_the_templates(answer: object, status: int) -> None:
    async with service(answer, status) as (url, _):
        polisher = LanguageModel(Door(native=True, base_url=url, model="m", key="k"), Templates(), SystemClock())
        assert (await polisher.polish("a red fox", "en")).words == (await Templates().polish("a red fox", "en")).words


async def test_a_model_translates_and_keeps_what_is_to_be_written() -> None:
    for native_one, answer in (
        (True, native({"text": "a red fox, sign “你好”"})),
        (False, {"choices": [{"message": {"content": "a red fox, sign “你好”"}}]}),
    ):
        async with service(answer) as (url, seen):
            model = LanguageModel(Door(native=native_one, base_url=url, model="m", key="k"), Templates(), SystemClock())
            assert (await model.english("红狐狸，牌子上写着“你好”")).words == "a red fox, sign “你好”"
        [(_, body)] = seen
        assert "into English" in str(body)
        assert "红狐狸" in str(body)


@pytest.mark.parametrize(("answer", "status"), [({"error": "quota"}, 429), ({}, 200), (native({"text": " "}), 200)])
async def test_a_translation_that_does_not_come_is_none(answer: object, status: int) -> None:
    async with service(answer, status) as (url, _):
        model = LanguageModel(Door(native=True, base_url=url, model="m", key="k"), Templates(), SystemClock())
        assert (await model.english("红狐狸")).words == ""


@pytest.mark.parametrize(
    ("native_one", "used"),
    [
        (True, {"usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 40, "thoughtsTokenCount": 60}}),
        (False, {"usage": {"prompt_tokens": 100, "completion_tokens": 100, "total_tokens": 200}}),
    ],
)
async def test_what_an_answer_cost_is_tokens_times_price_also_where_it_is_no_wording(
    native_one: bool, used: dict[str, object]
) -> None:
    said = "x" * 5000
    answer = native({"text": said}) if native_one else {"choices": [{"message": {"content": said}}]}
    async with service({**answer, **used}) as (url, _):
        door = Door(native=native_one, base_url=url, model="m", provider="p", taken=300_000, given=2_500_000)
        found = await LanguageModel(door, Templates(), SystemClock()).polish("a red fox", "en")
    assert found.bill is not None
    assert (found.bill.provider, found.bill.model, found.bill.tokens, found.bill.micros) == ("p", "m", 200, 280)
    assert found.words.startswith("a red fox,")


async def test_nobody_there_is_left_to_the_templates() -> None:
    async with service({}) as (url, _):
        pass
    polisher = LanguageModel(Door(native=False, base_url=url, model="m"), Templates(), SystemClock())
    assert (await polisher.polish("a red fox", "en")).words.startswith("a red fox,")


@pytest.mark.parametrize(
    ("model", "written", "path"),
    [
        ("gemini/m", "", "/v1beta/models/m:generateContent"),
        ("openai/m", "", "/v1/chat/completions"),
        ("laozhang/m", "", "/v1/chat/completions"),
        ("laozhang/m", "/v1", "/v1/chat/completions"),
        ("laozhang/m", "/#cn-south-1", "/v1/chat/completions"),
        ("openrouter/a/m", "/api/v1", "/api/v1/chat/completions"),
        ("huggingface/a/m", "", "/v1/chat/completions"),
    ],
)
async def test_a_model_is_asked_where_its_provider_answers_in_words(model: str, written: str, path: str) -> None:
    async with service({}) as (url, seen):
        name = model.partition("/")[0].upper()
        environ = {
            "BANANABOT_WORDING": model,
            f"BANANABOT_{name}_KEYS": "k1",
            f"BANANABOT_{name}_BASE_URL": url.removesuffix("/v1") + written,
        }
        found = open_model(read_settings(environ, None, lambda _file: [*load().names, "sketch"]), SystemClock())
        assert found is not None
        await found.english("红狐狸")
    [(request, _)] = seen
    assert request.path == path


@pytest.mark.parametrize("value", ["nobody/x", "gemini", "gemini/x", "comfyui/x"])
def test_a_model_that_cannot_be_asked_stops_the_start(value: str) -> None:
    found = read_settings({"BANANABOT_WORDING": value}, None, lambda _file: [*load().names, "sketch"])
    with pytest.raises(ConfigurationError, match="BANANABOT_WORDING"):
        open_model(found, SystemClock())
