"""OpenAI's Images API: generations as JSON, edits as multipart, the fields of the current models and no others."""

from __future__ import annotations

import json
import re
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
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, form, says
from tests.emulators.providers.strict import Shape, Wrong, anything, fields, one_of, rows, text, whole

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
REFERENCE = fields({"image_url": text(20_971_520)}, ("image_url",))
BATCH_EDIT = fields({**COMMON, "images": rows(REFERENCE, 1, 16)}, ("model", "prompt", "images"))


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
        router.add_post("/v1/files", self._upload)
        router.add_get("/v1/files/{id}/content", self._download)
        router.add_post("/v1/batches", self._batch)
        router.add_get("/v1/batches", self._named)
        router.add_get("/v1/batches/{id}", self._look)
        router.add_post("/v1/batches/{id}/cancel", self._stop)

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.looks = 0

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

    async def _upload(self, request: web.Request) -> web.Response:
        if refused := self.refused(request):
            return refused
        parts = {part.name: part for part in await form(request)}
        if set(parts) != {"purpose", "file"} or parts["purpose"].value != b"batch" or not parts["file"].filename:
            return self.trouble(400, "Invalid file")
        id_ = f"file-{len(self.files)}"
        self.files[id_] = parts["file"].value
        return web.json_response({"id": id_, "object": "file", "purpose": "batch", "status": "processed"})

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["id"]], content_type="application/octet-stream")

    async def _batch(self, request: web.Request) -> web.Response:
        body = await request.json()
        endpoint = one_of("/v1/images/generations", "/v1/images/edits")
        needed = {"input_file_id": one_of(*self.files), "endpoint": endpoint, "completion_window": one_of("24h")}
        shape = fields({**needed, "metadata": fields({"name": text()})}, tuple(needed))
        try:
            shape(body, "")
        except Wrong as wrong:
            return web.json_response(error(wrong.message, "invalid_request_error", None, wrong.place), status=400)
        id_ = f"batch_{len(self.batches)}"
        self.batches[id_] = body
        return web.json_response({"id": id_, "object": "batch", "status": "validating", **body})

    async def _named(self, request: web.Request) -> web.Response:
        """One a page, the newest first."""
        ids = [*reversed(self.batches)]
        first = ids.index(request.query["after"]) + 1 if "after" in request.query else 0
        page = [{"id": id_, "object": "batch", **self.batches[id_]} for id_ in ids[first : first + 1]]
        return web.json_response({"object": "list", "data": page, "has_more": first + 1 < len(ids)})

    async def _look(self, request: web.Request) -> web.Response:
        """Running at the first look; then each line of the file has an answer in one file, or an error in the other."""
        id_ = request.match_info["id"]
        self.looks += 1
        lines = [json.loads(line) for line in self.files[self.batches[id_]["input_file_id"]].splitlines()]
        counts = {"total": len(lines), "completed": 0, "failed": 0}
        told: dict[str, Any] = {"id": id_, "status": "in_progress", "request_counts": counts}
        if self.looks < 2:
            return web.json_response(told)
        answers = [self._line(line, self.batches[id_]["endpoint"]) for line in lines]
        for name, wanted in (("output", 200), ("error", 400)):
            chosen = [one for one in answers if one["response"]["status_code"] == wanted]
            self.files[f"{id_}-{name}"] = "\n".join(json.dumps(one) for one in chosen).encode()
            told[f"{name}_file_id"] = f"{id_}-{name}" if chosen else None
        return web.json_response({**told, "status": "completed"})

    async def _stop(self, request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["id"], "status": "cancelling"})

    def _line(self, line: dict[str, Any], endpoint: str) -> dict[str, Any]:
        status, body = 200, images_answer()
        try:
            fields({"custom_id": text(), "method": one_of("POST"), "url": one_of(endpoint), "body": anything})(line, "")
            (BATCH_EDIT if endpoint.endswith("edits") else GENERATION)(line["body"], "")
        except Wrong as wrong:
            status, body = 400, error(wrong.message, "invalid_request_error", None, wrong.place)
        if "refused" in line["body"]["prompt"]:
            status, body = 400, error("safety_violations=[x]", "image_generation_user_error", "moderation_blocked")
        return {
            "id": "r",
            "custom_id": line["custom_id"],
            "response": {"status_code": status, "body": body},
            "error": None,
        }

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
    row(
        "unknown-parameter",
        400,
        error("Unknown parameter: 'style'.", "invalid_request_error", "unknown_parameter", "style"),
        RequestInvalid,
        parameter="style",
        ours=True,
    ),
    row("gone", 404, error("The model `x` does not exist", "invalid_request_error", "model_not_found"), ModelRetired),
    row("late", 408, error("Request timed out", "timeout"), GatewayTimeout),
    row(
        "blocked-for-violations", 403, error("resource has been temporarily blocked", "access_terminated"), KeyRejected
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
