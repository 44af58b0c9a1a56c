"""Replicate: predictions, files, account and the webhook secret. Fields as in the vendor's model pages."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import (
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NoPicture,
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.jobs import FIRST, Job, Jobs
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, form, says
from tests.emulators.providers.strict import Shape, Wrong, fields, flag, one_of, rows, text

ASPECTS = ("match_input_image", "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
OLD: dict[str, Shape] = {
    "prompt": text(50_000),
    "image_input": rows(text(400_000), 0, 14),
    "aspect_ratio": one_of(*ASPECTS),
    "output_format": one_of("jpg", "png"),
}
MODELS: dict[str, dict[str, Shape]] = {
    "google/nano-banana": OLD,
    "google/nano-banana-2": {
        **OLD,
        "aspect_ratio": one_of(*ASPECTS, "1:4", "4:1", "1:8", "8:1"),
        "resolution": one_of("1K", "2K", "4K"),
        "google_search": flag,
        "image_search": flag,
    },
    "google/nano-banana-pro": {
        **OLD,
        "resolution": one_of("1K", "2K", "4K"),
        "safety_filter_level": one_of("block_low_and_above", "block_medium_and_above", "block_only_high"),
    },
}
SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def problem(status: int, title: str, detail: str) -> dict[str, Any]:
    return {"title": title, "detail": detail, "status": status}


class Emulated(Emulator):
    key = "r8_0123456789abcdefghij"
    base_path = "/v1"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()
        self.files: dict[str, bytes] = {}

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/models/{owner}/{name}/predictions", self._create)
        router.add_get("/v1/predictions/{id}", self._get)
        router.add_post("/v1/predictions/{id}/cancel", self._cancel)
        router.add_post("/v1/files", self._file)
        router.add_get("/v1/account", self._account)
        router.add_get("/v1/webhooks/default/secret", self._secret)
        router.add_get("/out/{name}", self._out)

    def drawing(self, request: web.Request) -> bool:
        return request.path.endswith("/predictions")

    def polling(self, request: web.Request) -> bool:
        return request.path.startswith("/v1/predictions/")

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response(problem(status, "Error", message), status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("authorization") == f"Bearer {self.key}"
        said = "You did not pass a valid authentication token"
        return None if right else web.json_response(problem(401, "Unauthenticated", said), status=401)

    async def _create(self, request: web.Request) -> web.Response:
        model = f"{request.match_info['owner']}/{request.match_info['name']}"
        if refused := self._refused(request):
            return refused
        if model not in MODELS:
            return self.trouble(404, "The requested resource could not be found.")
        body = await request.json()
        outer: dict[str, Shape] = {
            "input": fields(MODELS[model], ("prompt",)),
            "webhook": text(),
            "webhook_events_filter": rows(one_of("start", "output", "logs", "completed")),
            "stream": flag,
        }
        try:
            fields(outer, ("input",))(body, "")
        except Wrong as wrong:
            said = f"- {wrong.place}: {wrong.message}"
            return web.json_response(problem(422, "Input validation failed", said), status=422)
        return web.json_response(self._told(self.jobs.add(body["input"])), status=201)

    def _told(self, job: Job) -> dict[str, Any]:
        status = "canceled" if job.cancelled else "succeeded" if job.done else "processing" if job.looks else "starting"
        base = f"{self.origin}/v1/predictions/{job.id}"
        return {
            "id": job.id,
            "model": "google/nano-banana-2",
            "version": "hidden",
            "input": job.asked,
            "logs": "",
            "output": f"{self.origin}/out/{job.id}.png" if status == "succeeded" else None,
            "error": None,
            "status": status,
            "created_at": "2026-11-23T09:00:00Z",
            "data_removed": False,
            "metrics": {"predict_time": 11.8} if status == "succeeded" else {},
            "urls": {"get": base, "cancel": f"{base}/cancel", "web": f"https://replicate.com/p/{job.id}"},
        }

    async def _get(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        job = self.jobs.look(request.match_info["id"])
        return web.json_response(self._told(job)) if job else self.trouble(404, "not found")

    async def _cancel(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        job = self.jobs.known.get(request.match_info["id"])
        if job is None:
            return self.trouble(404, "not found")
        job.cancelled = not job.done
        return web.json_response(self._told(job))

    async def _file(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        parts = {part.name: part for part in await form(request)}
        if "content" not in parts or set(parts) - {"content", "metadata"}:
            return self.trouble(422, "content: is required")
        id_ = f"file-{len(self.files)}"
        self.files[id_] = parts["content"].value
        told = {"id": id_, "content_type": parts["content"].media_type, "size": len(parts["content"].value)}
        more = {"name": id_, "etag": "e", "checksums": {"sha256": "0" * 64}, "metadata": {}, "created_at": "2026-11-23"}
        urls = {"get": f"{self.origin}/v1/files/{id_}"}
        return web.json_response({**told, **more, "expires_at": "2026-11-24", "urls": urls}, status=201)

    async def _account(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response({"type": "user", "username": "botco", "name": "Bot Co"})

    async def _secret(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response({"key": SECRET})

    async def _out(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.Response(status=400)
        return web.Response(body=png(), content_type="image/png")


def _ends(name: str, status: str, becomes: type[Any], **told: object) -> Row:
    body = {"id": FIRST, "status": status, "output": None, "error": None, "data_removed": False, **told}
    return Row(name, says(200, body), becomes, {"request_id": FIRST}, poll=True)


_FLAGGED = "The input or output was flagged as sensitive. Please try again with different inputs. (E005) (aB3x)"
_CREDIT = "You have insufficient credit to run this model. Go to https://replicate.com/account/billing"
ROWS = (
    row("unauthenticated", 401, problem(401, "Unauthenticated", "no valid token"), KeyRejected),
    row("no-credit", 402, problem(402, "Insufficient credit", _CREDIT), Exhausted),
    row("detail-alone", 402, {"detail": "Payment required"}, Exhausted),
    row("no-model", 404, problem(404, "Not found", "The requested resource could not be found."), ModelRetired),
    row("invalid", 422, problem(422, "Input validation failed", "- input.prompt: is required"), RequestInvalid),
    row(
        "throttled",
        429,
        {"detail": "Request was throttled. Your rate limit resets in ~30s.", "status": 429},
        Throttled,
        retry_after=30.0,
    ),
    row("server", 500, {"detail": "Internal server error"}, Unclassified),
    row("unavailable", 503, {"detail": "Service unavailable"}, Overloaded),
    _ends("flagged", "failed", ContentRefused, error=_FLAGGED),
    _ends("failed", "failed", NoPicture, error="CUDA error (E9825) (x1)"),
    _ends("failed-silently", "failed", NoPicture),
    _ends("canceled", "canceled", NoPicture),
    _ends("too-late-to-start", "aborted", Overloaded),
    _ends("nobody-knows", "evaporated", NoPicture),
    _ends("deleted", "succeeded", NoPicture, data_removed=True),
    _ends("no-output", "succeeded", NoPicture, output=[]),
)
