"""fal.ai: its queue, its storage and its balance, on one host as behind a gateway. Fields as in the vendor's model pages."""

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
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.jobs import Job, Jobs
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, says
from tests.emulators.providers.strict import Shape, Wrong, fields, flag, one_of, rows, text, whole

ASPECTS = ("21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4", "2:3", "9:16")
WIDE = (*ASPECTS, "4:1", "1:4", "8:1", "1:8")
OLD: dict[str, Shape] = {
    "prompt": text(50_000),
    "num_images": whole(1, 4),
    "aspect_ratio": one_of("auto", *ASPECTS),
    "output_format": one_of("jpeg", "png", "webp"),
    "safety_tolerance": one_of("1", "2", "3", "4", "5", "6"),
    "seed": whole(0, 2**63),
    "sync_mode": flag,
    "limit_generations": flag,
}
NEW: dict[str, Shape] = {
    **OLD,
    "aspect_ratio": one_of("auto", *WIDE),
    "resolution": one_of("0.5K", "1K", "2K", "4K"),
    "enable_web_search": flag,
    "thinking_level": one_of("minimal", "high"),
}
PRO: dict[str, Shape] = {**OLD, "resolution": one_of("1K", "2K", "4K"), "enable_web_search": flag}
MODELS = {
    "fal-ai/nano-banana": OLD,
    "fal-ai/nano-banana-2": NEW,
    "fal-ai/nano-banana-pro": PRO,
    "google/nano-banana-2.1": NEW,
}
URLS: dict[str, Shape] = {"image_urls": rows(text(20_000_000), 1, 14)}
HEADERS = {
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
}


def detail(kind: str, message: str = "no", place: str = "prompt") -> dict[str, Any]:
    return {"detail": [{"loc": ["body", place], "msg": message, "type": kind, "url": "https://docs.fal.ai"}]}


class Emulated(Emulator):
    key = "ab12cd34:ef56ab78cd90"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()
        self.stored: dict[str, bytes] = {}
        self.usd = 12.34

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/storage/upload/initiate", self._initiate)
        router.add_put("/stored/{name}", self._store)
        router.add_get("/billing/user_balance", self._balance)
        router.add_get("/files/{name}", self._file)
        router.add_get("/{owner}/{app}/requests/{id}/status", self._status)
        router.add_get("/{owner}/{app}/requests/{id}", self._result)
        router.add_put("/{owner}/{app}/requests/{id}/cancel", self._cancel)
        router.add_post("/{owner}/{app}", self._submit)
        router.add_post("/{owner}/{app}/edit", self._submit)

    def drawing(self, request: web.Request) -> bool:
        return request.method == "POST" and not request.path.startswith("/storage")

    def polling(self, request: web.Request) -> bool:
        return request.path.endswith("/status")

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response({"detail": message}, status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("authorization") == f"Key {self.key}"
        return None if right else self.trouble(401, "Cannot access application. Authentication is required.")

    async def _submit(self, request: web.Request) -> web.Response:
        model = f"{request.match_info['owner']}/{request.match_info['app']}"
        if refused := self._refused(request):
            return refused
        if model not in MODELS:
            return self.trouble(404, f"Application {model!r} not found")
        unknown = {name.lower() for name in request.headers} - HEADERS
        if odd := [name for name in unknown if not name.startswith("x-fal-")]:
            return self.trouble(400, f"unknown headers {odd}")
        edit = request.path.endswith("/edit")
        body = await request.json()
        try:
            fields(MODELS[model] | (URLS if edit else {}), ("prompt", *(URLS if edit else ())))(body, "")
        except Wrong as wrong:
            return web.json_response(detail("value_error", wrong.message, wrong.place), status=422)
        job = self.jobs.add(body, int(body.get("num_images", 1)))
        return web.json_response({**self._named(model, job), "status": "IN_QUEUE", "queue_position": 0})

    def _named(self, model: str, job: Job) -> dict[str, Any]:
        base = f"{self.origin}/{model}/requests/{job.id}"
        return {
            "request_id": job.id,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
        }

    async def _status(self, request: web.Request) -> web.Response:
        job = self.jobs.look(request.match_info["id"])
        if refused := self._refused(request):
            return refused
        if job is None:
            return self.trouble(404, "Request not found")
        model = f"{request.match_info['owner']}/{request.match_info['app']}"
        if not job.done:
            body: dict[str, Any] = {"status": "IN_QUEUE", "queue_position": 1}
            body = body if job.looks == 1 else {"status": "IN_PROGRESS", "logs": None}
            return web.json_response({**self._named(model, job), **body}, status=202)
        body = {"status": "COMPLETED", "logs": None, "metrics": {"inference_time": 4.2}}
        return web.json_response({**self._named(model, job), **body})

    async def _result(self, request: web.Request) -> web.Response:
        job = self.jobs.known.get(request.match_info["id"])
        if refused := self._refused(request):
            return refused
        if job is None or not job.done:
            return self.trouble(400, "Request is still in progress")
        images = [self._image(f"{job.id}-{at}.png") for at in range(job.count)]
        return web.json_response({"images": images, "description": "Here it is."})

    def _image(self, name: str) -> dict[str, Any]:
        told = {"content_type": "image/png", "file_name": name, "file_size": None, "width": None, "height": None}
        return {"url": f"{self.origin}/files/{name}", **told}

    async def _cancel(self, request: web.Request) -> web.Response:
        job = self.jobs.known.get(request.match_info["id"])
        if refused := self._refused(request):
            return refused
        if job is None:
            return web.json_response({"status": "NOT_FOUND"}, status=404)
        if job.done:
            return web.json_response({"status": "ALREADY_COMPLETED"}, status=400)
        job.cancelled = True
        return web.json_response({"status": "CANCELLATION_REQUESTED"}, status=202)

    async def _initiate(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        if request.query.get("storage_type") != "fal-cdn-v3":
            return self.trouble(422, "storage_type")
        body = await request.json()
        fields({"file_name": text(), "content_type": text()}, ("file_name", "content_type"))(body, "")
        name = f"{len(self.stored)}-{body['file_name']}"
        self.stored[name] = b""
        urls = {"upload_url": f"{self.origin}/stored/{name}?signed=1", "file_url": f"{self.origin}/files/{name}"}
        return web.json_response(urls)

    async def _store(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if "authorization" in request.headers or request.query.get("signed") != "1" or name not in self.stored:
            return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>")
        self.stored[name] = await request.read()
        return web.Response(status=200)

    async def _file(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.Response(status=400)
        return web.Response(body=self.stored.get(request.match_info["name"]) or png(), content_type="image/png")

    async def _balance(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.Response(text=str(self.usd), content_type="application/json")


_LATE = {"detail": "Request timed out"}
_LOCKED = "User is locked. Reason: {}. Top up your balance at fal.ai/dashboard/billing."


def _result(name: str, status: int, body: object, error: type[Any], **told: object) -> Row:
    """What the job says when it is done: in its result, which `status` and `response_url` have the same way to."""
    return Row(name, says(status, body), error, told, poll=True)


def _ended(kind: str, message: str = "broken") -> dict[str, Any]:
    return {"status": "COMPLETED", "error": message, "error_type": kind, "logs": None}


def _runner(kind: str) -> tuple[Row, Row]:
    body = {"detail": "broken", "error_type": kind}
    return row(f"submit-{kind}", 503, body, NoPicture), _result(kind, 200, _ended(kind), Overloaded)


RUNNER = (
    "request_timeout", "startup_timeout", "runner_scheduling_failure", "runner_connection_timeout",
    "runner_disconnected", "runner_connection_refused", "runner_connection_error", "runner_incomplete_response",
    "runner_server_error", "internal_error",
)  # fmt: skip
INVALID = (
    "image_too_small", "image_too_large", "image_load_error", "file_download_error", "file_too_large",
    "unsupported_image_format", "face_detection_error", "greater_than", "greater_than_equal", "less_than",
    "less_than_equal", "multiple_of", "sequence_too_short", "sequence_too_long", "one_of", "feature_not_supported",
)  # fmt: skip
BROKEN = ("internal_server_error", "generation_timeout", "downstream_service_error", "downstream_service_unavailable")
ROWS = (
    row("bad-key", 401, {"detail": "Cannot access application. Authentication is required."}, KeyRejected),
    row("no-balance", 403, {"detail": _LOCKED.format("Exhausted balance")}, Exhausted),
    row("locked", 403, {"detail": _LOCKED.format("Admin lock")}, KeyRejected),
    row("unknown-model", 404, {"detail": "Application not found"}, ModelRetired),
    row("concurrency", 429, {"detail": "Too many requests"}, Throttled),
    Row("not-started-in-time", says(504, _LATE, x_fal_request_timeout_type="user"), GatewayTimeout),
    row("plain-detail", 422, {"detail": "prompt is too long"}, RequestInvalid),
    row("server", 500, {"detail": "Internal Server Error"}, Unclassified),
    row("refused-at-once", 422, detail("content_policy_violation"), ContentRefused),
    _result("refused", 422, detail("content_policy_violation"), ContentRefused),
    _result("nothing-made", 422, detail("no_media_generated"), ContentRefused),
    _result(
        "invalid-late", 422, detail("image_load_error", place="image_urls"), RequestInvalid, parameter="image_urls"
    ),
    _result("locked-while-waiting", 403, {"detail": _LOCKED.format("Exhausted balance")}, Exhausted),
    _result("empty", 200, {"images": [], "description": "I would rather not."}, NoPicture),
    *(row(f"invalid-{kind}", 422, detail(kind), RequestInvalid, parameter="prompt") for kind in INVALID),
    *(_result(kind, 500, detail(kind), NoPicture) for kind in BROKEN),
    *(one for kind in RUNNER for one in _runner(kind)),
)
