"""Asking a language model of a configured provider for a few words: once, within seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

import orjson

from adapters.images import _json as js
from adapters.images._wire import Wire
from bot.ports import Bill

_MEGABYTES = 1.0
_TOKENS = 2_000


@dataclass(frozen=True, slots=True)
class Door:
    """Where a model is asked. `native`: Gemini's own generateContent, else an OpenAI-compatible service.

    `taken` and `given` are what a million tokens to and from it cost, in micro-USD; 0 where nobody has written it down.
    """

    native: bool
    base_url: str
    model: str
    key: str = field(default="", repr=False)
    provider: str = ""
    taken: int = 0
    given: int = 0

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"} if self.key else {}


class Declined(Exception):
    """An answer with a status that is none."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


async def posted(url: str, headers: dict[str, str], body: dict[str, object], seconds: float) -> object:
    """The JSON that comes back. Raises `ProviderError` when nothing does, `Declined` for an error's status."""
    wire = Wire()  # asked for now and then: no connection waits for the next time
    try:
        answer = await wire.send(
            "POST",
            url,
            headers={"content-type": "application/json", **headers},
            content=orjson.dumps(body),
            seconds=seconds,
            megabytes=_MEGABYTES,
        )
    finally:
        await wire.aclose()
    if answer.status != 200:
        raise Declined(answer.status)
    return answer.json()


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says, and how many tokens it took in and gave out."""

    words: str
    taken: int
    given: int


async def asked(door: Door, task: str, words: str, seconds: float) -> Said:
    """What a model says to `words`, having been told its `task`; empty where it says nothing. Raises as `posted`."""
    url, headers, body = _native(door, task, words) if door.native else _chat(door, task, words)
    json = await posted(url, headers, body, seconds)
    if not door.native:
        used = js.table(json, "usage")
        told = js.text(json, "choices", 0, "message", "content")
        return Said(told, js.whole(used, "prompt_tokens"), js.whole(used, "completion_tokens"))
    used = js.table(json, "usageMetadata")
    given = js.whole(used, "candidatesTokenCount") + js.whole(used, "thoughtsTokenCount")
    return Said(_native_words(json), js.whole(used, "promptTokenCount"), given)


def billed(door: Door, said: Said, seconds: float) -> Bill:
    """What an answer cost, used or not."""
    micros = -(-(said.taken * door.taken + said.given * door.given) // 1_000_000)
    return Bill(door.provider, door.model, said.taken + said.given, micros, seconds)


def _native(door: Door, task: str, words: str) -> tuple[str, dict[str, str], dict[str, object]]:
    """Source: Google's API reference (v1beta), models.generateContent."""
    body: dict[str, object] = {
        "systemInstruction": {"parts": [{"text": task}]},
        "contents": [{"role": "user", "parts": [{"text": words}]}],
        "generationConfig": {"maxOutputTokens": _TOKENS},
    }
    return f"{door.base_url}/models/{quote(door.model)}:generateContent", {"x-goog-api-key": door.key}, body


def _native_words(json: object) -> str:
    """Thoughts are not the answer."""
    parts = js.items(json, "candidates", 0, "content", "parts")
    return "".join(js.text(part, "text") for part in parts if js.at(part, "thought") is not True)


def _chat(door: Door, task: str, words: str) -> tuple[str, dict[str, str], dict[str, object]]:
    """Source: OpenAI's API reference, chat completions; what compatible services take."""
    body: dict[str, object] = {
        "model": door.model,
        "messages": [{"role": "system", "content": task}, {"role": "user", "content": words}],
    }
    return f"{door.base_url}/chat/completions", door.bearer, body
