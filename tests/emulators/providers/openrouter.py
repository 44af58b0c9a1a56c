"""OpenRouter's chat completions with `modalities`, and its key endpoint."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import (
    ContentRefused,
    Exhausted,
    GatewayTimeout,
    KeyRejected,
    ModelRetired,
    NoPicture,
    OutcomeUnknown,
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.gemini import ASPECTS
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator
from tests.emulators.providers.strict import Shape, Wrong, fields, flag, one_of, rows, text

URI = f"data:image/png;base64,{png64()}"


def data_uri(value: object, place: str) -> None:
    if not isinstance(value, str) or not value.startswith(("data:image/", "https://")):
        raise Wrong(place, "Invalid image url")


PART = fields(
    {"type": one_of("text", "image_url"), "text": text(), "image_url": fields({"url": data_uri}, ("url",))}, ("type",)
)


def content(value: object, place: str) -> None:
    (text() if isinstance(value, str) else rows(PART, 1))(value, place)


MESSAGES = rows(fields({"role": one_of("system", "user", "assistant"), "content": content}, ("role", "content")), 1)
CHAT: dict[str, Shape] = {"model": text(), "messages": MESSAGES, "stream": flag}
REQUEST = fields(
    {
        **CHAT,
        "modalities": rows(one_of("image", "text"), 1, 2),
        "image_config": fields({"aspect_ratio": one_of(*ASPECTS), "image_size": one_of("1K", "2K", "4K")}),
    },
    ("model", "messages", "modalities"),
)


def error(code: int, message: str, **metadata: object) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "metadata": metadata}, "user_id": "user_1"}


def completion(message: dict[str, Any], finish: str = "stop", **more: object) -> dict[str, Any]:
    return {
        "id": "gen-1",
        "object": "chat.completion",
        "created": 1795400000,
        "model": "google/gemini-nano-banana-2.1",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}],
        **more,
    }


def picture_answer() -> dict[str, Any]:
    usage = {
        "prompt_tokens": 12,
        "completion_tokens": 1130,
        "total_tokens": 1142,
        "completion_tokens_details": {"image_tokens": 1120},
        "cost": 0.0337,
    }
    images = [{"type": "image_url", "image_url": {"url": URI}}]
    return completion({"content": "Here.", "images": images}, usage=usage)


class Emulated(Emulator):
    base_path = "/api/v1"

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/api/v1/chat/completions", self._chat)
        router.add_get("/api/v1/key", self._key)

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response(error(status, message), status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        allowed = request.headers.get("authorization") == f"Bearer {self.key}"
        return None if allowed else self.trouble(401, "No auth credentials found")

    async def _key(self, request: web.Request) -> web.Response:
        data = {"label": "sk-or-v1-…", "limit": 20, "limit_remaining": 12.5, "usage": 7.5, "is_free_tier": False}
        return self._refused(request) or web.json_response({"data": data})

    async def _chat(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            REQUEST(body, "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place}: {wrong.message}")
        if not str(body["model"]).startswith("google/gemini"):
            return self.trouble(404, "No endpoints found for this model.")
        return web.json_response(picture_answer())


ROWS = (
    row("bad-request", 400, error(400, "Provider returned error"), RequestInvalid),
    row("bad-key", 401, error(401, "User not found."), KeyRejected),
    row("no-credits", 402, error(402, "Insufficient credits. Add more using https://…"), Exhausted),
    row("moderated", 403, error(403, "flagged", reasons=["violence"], flagged_input="…"), ContentRefused),
    row("forbidden", 403, error(403, "Key is disabled"), KeyRejected),
    row("gone", 404, error(404, "No endpoints found for google/gemini-x."), ModelRetired),
    row("late", 408, error(408, "Request timed out"), GatewayTimeout),
    row("no-provider", 503, error(503, "No provider is available"), Overloaded),
    row("too-large", 413, error(413, "Payload too large"), RequestInvalid),
    row("throttled", 429, error(429, "Rate limit exceeded"), Throttled, retry_after=None),
    row("free-per-day", 429, error(429, "Rate limit exceeded: free-models-per-day limit, 50 per day"), Exhausted),
    row("server", 500, error(500, "Internal Server Error"), Unclassified),
    row("upstream", 502, error(502, "Provider returned error"), OutcomeUnknown),
    row("edge", 524, error(524, "A timeout occurred"), GatewayTimeout),
    row("overloaded", 529, error(529, "Provider overloaded"), Overloaded),
    row("late-402", 200, error(402, "Insufficient credits"), Exhausted),
    row(
        "late-in-choice",
        200,
        {"choices": [{"finish_reason": "error", "error": {"code": 503, "message": "upstream"}, "message": {}}]},
        Overloaded,
    ),
    row("text-only", 200, completion({"content": "I cannot."}), NoPicture),
    row("filtered", 200, completion({"content": ""}, "content_filter"), ContentRefused),
    row("no-choices", 200, {"id": "gen-1", "choices": []}, NoPicture),
)
