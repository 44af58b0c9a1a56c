"""OpenAI's Images API: generations as JSON, edits as multipart, the fields of the current models and no others."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from bot.errors import (
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NoPicture,
    OutcomeUnknown,
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, form, says
from tests.emulators.providers.strict import Shape, Wrong, fields, one_of, text, whole

MODELS = ("gpt-image-2.5-flare", "gpt-image-2")


def frame(value: object, place: str) -> None:
    """`auto`, or WxH in steps of 16, from 1:3 to 3:1, at most 3840 x 2160 pixels."""
    if value == "auto":
        return
    match = re.fullmatch(r"(\d+)x(\d+)", str(value))
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not match or width % 16 or height % 16 or not 1 / 3 <= width / height <= 3 or width * height > 3840 * 2160:
        raise Wrong(place, f"Invalid size '{value}'.")


COMMON: dict[str, Shape] = {
    "model": text(),
    "prompt": text(32_000),
    "n": whole(1, 10),
    "size": frame,
    "quality": one_of("low", "medium", "high", "auto", "xhigh", "max"),
    "output_format": one_of("png", "jpeg", "webp"),
    "background": one_of("transparent", "opaque", "auto"),
}
GENERATION = fields({**COMMON, "moderation": one_of("low", "auto")}, ("model", "prompt"))
EDIT = fields(COMMON, ("model", "prompt"))


def error(message: str, kind: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def images_answer(count: int = 1, **more: object) -> dict[str, Any]:
    return {
        "created": 1795400000,
        "output_format": "png",
        "data": [{"b64_json": png64(colour=("orange", "teal", "gold", "navy")[at % 4])} for at in range(count)],
        "usage": {
            "input_tokens": 14,
            "input_tokens_details": {"text_tokens": 14, "image_tokens": 0},
            "output_tokens": 1584 * count,
            "output_tokens_details": {"image_tokens": 1584 * count, "text_tokens": 0},
            "total_tokens": 14 + 1584 * count,
        },
        **more,
    }


async def edit_form(request: web.Request) -> tuple[dict[str, object], int]:
    """(plain fields, number of pictures) of a multipart edit; every picture's magic bytes are looked at."""
    try:
        parts = await form(request)
    except ValueError as error:
        raise Wrong("image", str(error)) from error
    plain: dict[str, object] = {}
    pictures = 0
    for part in parts:
        if not part.filename:
            plain[part.name] = int(part.value) if part.name == "n" else part.value.decode()
            continue
        if part.name not in {"image", "image[]"}:
            raise Wrong(part.name, f"Unknown parameter: '{part.name}'.")
        if not part.value.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF")):
            raise Wrong(part.name, "Invalid image file or mode for image")
        pictures += 1
    if not 1 <= pictures <= 16:
        raise Wrong("image", "Missing required parameter: 'image'.")
    return plain, pictures


class Emulated(Emulator):
    base_path = "/v1"
    models = MODELS

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/images/generations", self._generate)
        router.add_post("/v1/images/edits", self._edit)
        router.add_get("/v1/models", self._list)

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response(error(message, "invalid_request_error"), status=status)

    def refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            body = error("Incorrect API key provided: wrong-ke**cdef.", "invalid_request_error", "invalid_api_key")
            return web.json_response(body, status=401)
        return None

    async def _list(self, request: web.Request) -> web.Response:
        listed = {"object": "list", "data": [{"id": id_, "object": "model"} for id_ in self.models]}
        return self.refused(request) or web.json_response(listed)

    async def _generate(self, request: web.Request) -> web.Response:
        return self.refused(request) or self._answer(GENERATION, await request.json())

    async def _edit(self, request: web.Request) -> web.Response:
        if refused := self.refused(request):
            return refused
        try:
            plain, _ = await edit_form(request)
        except Wrong as wrong:
            return web.json_response(error(wrong.message, "invalid_request_error", param=wrong.place), status=400)
        return self._answer(EDIT, plain)

    def _answer(self, shape: Shape, body: dict[str, Any]) -> web.Response:
        try:
            shape(body, "")
        except Wrong as wrong:
            known = error(wrong.message, "invalid_request_error", "unknown_parameter", wrong.place)
            return web.json_response(known, status=400)
        if body["model"] not in self.models:
            gone = error(f"The model '{body['model']}' does not exist.", "invalid_request_error", "model_not_found")
            return web.json_response(gone, status=404)
        return web.json_response(images_answer(int(body.get("n", 1))), headers={"x-request-id": "req_1"})


_USER = "image_generation_user_error"
ROWS = (
    row("refused", 400, error("safety_violations=[sexual]", _USER, "moderation_blocked"), ContentRefused),
    row("refused-as-before", 400, error("rejected", _USER, "content_policy_violation"), ContentRefused),
    row(
        "wrong-size",
        400,
        error("Invalid size", "invalid_request_error", "invalid_value", "size"),
        RequestInvalid,
        parameter="size",
    ),
    row("hard-limit", 400, error("limit", "invalid_request_error", "billing_hard_limit_reached"), Exhausted),
    row("bad-key", 401, error("Incorrect API key", "invalid_request_error", "invalid_api_key"), KeyRejected),
    row(
        "unverified",
        403,
        error("Your organization must be verified to use the model `gpt-image-2`.", "invalid_request_error"),
        KeyRejected,
    ),
    row("country", 403, error("no", "request_forbidden", "unsupported_country_region_territory"), KeyRejected),
    Row(
        "minute",
        says(429, error("Rate limit reached", "rate_limit_exceeded", "rate_limit_exceeded"), retry_after="7"),
        Throttled,
        {"retry_after": 7.0},
    ),
    Row(
        "minute-in-ms",
        says(429, error("slow down", "tokens", "rate_limit_exceeded"), retry_after_ms="250", retry_after="1"),
        Throttled,
        {"retry_after": 0.25},
    ),
    row("no-balance", 429, error("You exceeded your quota", "insufficient_quota", "insufficient_quota"), Exhausted),
    row("conflict", 409, error("conflict", "conflict"), Unclassified),
    row("server", 500, error("The server had an error", "server_error"), Unclassified),
    row("bad-gateway", 502, "<html>502</html>", OutcomeUnknown),
    row("overloaded", 503, error("The engine is overloaded", "server_error", "engine_overloaded"), Overloaded),
    row("no-data", 200, {"created": 1, "data": []}, NoPicture),
    row("empty-item", 200, {"created": 1, "data": [{"b64_json": ""}]}, NoPicture),
    row("only-the-old-model", 410, error("gone", "invalid_request_error", "model_not_found"), ModelRetired),
)
